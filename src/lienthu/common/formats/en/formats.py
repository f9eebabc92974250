from lienthu.common import formats

DATE_INPUT_FORMATS = formats.DAYS
DATETIME_INPUT_FORMATS = formats.HOURS
FIRST_DAY_OF_WEEK = formats.MONDAY
