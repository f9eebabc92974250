"""The rhyme table (bảng mã hóa vần) behind Vietnamese title and author marks, as a starting point.

A rhyme (the syllable without its first consonants and its tone) has a number of three figures; the first vowel
gives the hundreds. The table is put together from call numbers that public libraries show (TR527K, GI-108T, L302S,
M458S, PH561P); it was not checked against a printed edition, so each library has a copy of its own to correct.
"""

from collections.abc import Mapping

_GROUPS = {
    100: "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây",
    200: "e ec em en eng eo ep et",
    250: "ê êch êm ên ênh êp êt êu",
    300: "i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu",
    400: "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt - oc oe oen oeng oeo oep oet - - "
    "oi om on ong ooc oong op ot",
    450: "ô ôc ôi ôm ôn ông ôông ôp ôt",
    460: "ơ ơc ơi ơm ơn ơp ơt",
    500: "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyn uyên "
    "uyêt uynh uyp uyt uyu",
    550: "ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu",
    600: "y yêm yên yêng yêt yêu",
}  # "-" keeps a number free

RHYMES: Mapping[str, int] = {
    rhyme: start + place
    for start, names in _GROUPS.items()
    for place, rhyme in enumerate(names.split())
    if rhyme != "-"
}
