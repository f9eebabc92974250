"""What a generated record is made of besides words: publishers, headings, places, and how each library writes.

All of it is general knowledge, chosen for this corpus; none of it describes a real library.
"""

from typing import NamedTuple

# Name, place; the most productive houses first.
PUBLISHERS_VI = (
    ("Giáo dục Việt Nam", "Hà Nội"),
    ("Kim Đồng", "Hà Nội"),
    ("Trẻ", "TP. Hồ Chí Minh"),
    ("Chính trị quốc gia Sự thật", "Hà Nội"),
    ("Văn học", "Hà Nội"),
    ("Đại học Quốc gia Hà Nội", "Hà Nội"),
    ("Hội Nhà văn", "Hà Nội"),
    ("Tổng hợp Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh"),
    ("Phụ nữ Việt Nam", "Hà Nội"),
    ("Lao động", "Hà Nội"),
    ("Thanh niên", "Hà Nội"),
    ("Khoa học xã hội", "Hà Nội"),
    ("Khoa học và Kỹ thuật", "Hà Nội"),
    ("Nông nghiệp", "Hà Nội"),
    ("Thế giới", "Hà Nội"),
    ("Y học", "Hà Nội"),
    ("Quân đội nhân dân", "Hà Nội"),
    ("Công an nhân dân", "Hà Nội"),
    ("Văn hóa dân tộc", "Hà Nội"),
    ("Mỹ thuật", "Hà Nội"),
    ("Xây dựng", "Hà Nội"),
    ("Tư pháp", "Hà Nội"),
    ("Đà Nẵng", "Đà Nẵng"),
    ("Thuận Hóa", "Huế"),
    ("Nghệ An", "Vinh"),
    ("Đại học Cần Thơ", "Cần Thơ"),
    ("Phương Đông", "TP. Hồ Chí Minh"),
    ("Hồng Đức", "Hà Nội"),
    ("Dân trí", "Hà Nội"),
    ("Tri thức", "Hà Nội"),
)
PUBLISHERS_EN = (
    ("Oxford University Press", "Oxford"),
    ("Cambridge University Press", "Cambridge"),
    ("Penguin Books", "London"),
    ("McGraw-Hill", "New York"),
    ("Wiley", "New York"),
    ("Routledge", "London"),
    ("Springer", "Berlin"),
    ("Prentice Hall", "Englewood Cliffs"),
    ("Harper & Row", "New York"),
    ("Macmillan", "London"),
    ("Academic Press", "San Diego"),
    ("Houghton Mifflin", "Boston"),
    ("University of California Press", "Berkeley"),
    ("Greenwood Press", "Westport"),
    ("World Bank", "Washington"),
    ("Asian Development Bank", "Manila"),
)
# Dewey number, heading.
TOPICS_VI = (
    ("895.9223", "Văn học Việt Nam"),
    ("895.9221", "Thơ"),
    ("398.209597", "Văn học dân gian"),
    ("959.7", "Lịch sử"),
    ("915.97", "Địa lí"),
    ("335.4346", "Tư tưởng Hồ Chí Minh"),
    ("324.2597075", "Đảng Cộng sản Việt Nam"),
    ("349.597", "Pháp luật"),
    ("658", "Quản lí"),
    ("658.8", "Tiếp thị"),
    ("332", "Tài chính"),
    ("330.9597", "Kinh tế"),
    ("510", "Toán học"),
    ("530", "Vật lí"),
    ("540", "Hóa học"),
    ("570", "Sinh học"),
    ("005.1", "Lập trình"),
    ("004", "Tin học"),
    ("428", "Tiếng Anh"),
    ("495.922", "Tiếng Việt"),
    ("610", "Y học"),
    ("615.8", "Dưỡng sinh"),
    ("633.1", "Cây lúa"),
    ("634", "Cây ăn quả"),
    ("636", "Chăn nuôi"),
    ("639", "Nuôi trồng thủy sản"),
    ("641.5", "Nấu ăn"),
    ("649", "Nuôi dạy con"),
    ("155", "Tâm lí học"),
    ("158", "Kĩ năng sống"),
    ("294.3", "Phật giáo"),
    ("390.09597", "Phong tục"),
    ("781.62", "Âm nhạc dân tộc"),
    ("791.43", "Điện ảnh"),
    ("796", "Thể thao"),
    ("371.1", "Giáo dục"),
    ("020", "Thư viện học"),
    ("690", "Xây dựng công trình"),
    ("621.3", "Kĩ thuật điện"),
    ("551.6", "Biến đổi khí hậu"),
)
TOPICS_EN = (
    ("823", "English fiction"),
    ("813", "American fiction"),
    ("428", "English language"),
    ("330", "Economics"),
    ("338.9", "Economic development"),
    ("320", "Political science"),
    ("327", "International relations"),
    ("005.1", "Computer programming"),
    ("004.6", "Computer networks"),
    ("510", "Mathematics"),
    ("519.5", "Statistics"),
    ("530", "Physics"),
    ("574", "Biology"),
    ("616", "Medicine"),
    ("630", "Agriculture"),
    ("650", "Business"),
    ("658", "Management"),
    ("700", "Art"),
    ("780", "Music"),
    ("909", "World history"),
    ("959", "Southeast Asia"),
    ("020", "Library science"),
    ("155", "Psychology"),
    ("305", "Social groups"),
)
DIVISIONS_VI = (
    "Việt Nam", "Lịch sử", "Thế kỉ 20", "Sách thiếu nhi", "Giáo trình", "Bài tập", "Sách tham khảo", "Nghiên cứu",
    "Đồng bằng sông Cửu Long", "Truyện ngắn", "Tiểu thuyết", "Hỏi đáp", "Tuyển tập", "Kinh nghiệm", "Từ điển",
    "Trung học phổ thông",
)  # fmt: skip
DIVISIONS_EN = (
    "History", "Vietnam", "Textbooks", "Handbooks, manuals, etc", "Congresses", "Social aspects", "Study and teaching",
    "Asia", "Dictionaries", "Bibliography", "20th century", "Juvenile literature",
)  # fmt: skip
SERIES_VI = (
    "Tủ sách Tuổi trẻ",
    "Văn học trong nhà trường",
    "Tủ sách Pháp luật xã phường",
    "Danh nhân đất Việt",
    "Hạt giống tâm hồn",
)
SERIES_EN = (
    "Oxford bookworms library",
    "Studies in modern Asia",
    "Cambridge texts",
    "Penguin classics",
    "Development papers",
)
SCHOOL = ("Toán", "Ngữ văn", "Tiếng Việt", "Vật lí", "Hóa học", "Sinh học", "Lịch sử", "Địa lí", "Tiếng Anh", "Tin học")


class Style(NamedTuple):
    """How one library's cataloguers write, most of the time."""

    publisher: str  # a form for str.format
    inverted: bool  # "Nguyễn, Du" rather than "Nguyễn Du"
    old_tones: bool  # "hòa" rather than "hoà"
    decomposed: bool  # the system writes NFD
    isbd: bool  # marks between the elements
    extent: str  # a form for str.format
    imprint: str  # tag and indicators
    size: int  # share of the federation's records, in 256ths


STYLES = (
    Style("Nxb. {}", True, True, False, True, "{} tr. ;", "260  ", 38),
    Style("{}", True, False, False, True, "{}tr. ;", "260  ", 30),
    Style("Nhà xuất bản {}", False, True, False, True, "{} trang ;", "264 1", 26),
    Style("NXB {}", True, True, False, False, "{}tr.", "260  ", 22),
    Style("Nxb. {}", True, False, False, True, "{} tr. ;", "264 1", 20),
    Style("{}", True, True, True, True, "{}tr. ;", "260  ", 20),
    Style("Nxb.{}", False, True, False, False, "{} tr", "260  ", 18),
    Style("{}", True, True, False, True, "{} tr. ;", "264 1", 16),
    Style("NXB. {}", True, False, False, True, "{}tr. ;", "260  ", 14),
    Style("Nhà Xuất Bản {}", True, True, False, True, "{} tr. :", "260  ", 13),
    Style("Nxb. {}", True, False, True, True, "{}tr. ;", "264 1", 12),
    Style("{}", False, True, False, True, "{} p. ;", "260  ", 11),
    Style("Nxb {}", True, True, False, False, "{}tr", "260  ", 9),
    Style("Nxb. {}", True, True, False, True, "{} tr. ;", "260  ", 7),
)
LIBRARIES = tuple(f"L{number:02d}" for number in range(1, len(STYLES) + 1))
