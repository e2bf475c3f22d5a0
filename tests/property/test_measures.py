"""What stands before or behind a figure never changes it in silence, and what is written is read back."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.measures import Measure, canonical_unit, parse_operator, read

FULL_WIDTH = str.maketrans("0123456789.,%()<>=", "０１２３４５６７８９．，％（）＜＞＝")
SIGNS = {"≥": "ge", "≧": "ge", ">=": "ge", ">": "gt", "≤": "le", "≦": "le", "<=": "le", "<": "lt", "=": "eq"}
WORDS = {"不少于": "ge", "不低于": "ge", "大于等于": "ge", "超过": "gt", "不超过": "le", "小于": "lt", "不足": "lt"}
SUFFIXES = {"以上": "ge", "及以上": "ge", "（含）以上": "ge", "以内": "le", "之内": "le", "以下": "le"}
UNITS = [
    "个",
    "%",
    "百分之",
    "万人次",
    "元/平方米",
    "㎡",
    "场次",
    "公里",
    "mg/L",
    "台(套)",
    "个行政村",
    "元/人·天",
    "家企业",
]
COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少"
    "图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七"
    "海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目"
    "至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算"
    "低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精"
    "值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该"
    "铁价严"
)
DENIALS = [
    "未完成",
    "未通过验收",
    "左右",
    "余",
    "多",
    "未达标",
    "受影响",
    "除外",
    "上下",
    "不合格",
    "同比增长",
    "尚未到位",
    "比上年",
]

# The vocabulary is loaded once, and not within the deadline of one example.
read("1个")

figures = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
units = st.sampled_from(UNITS)
tails = st.text(alphabet=COMMON, min_size=1, max_size=6)


@st.composite
def printed(draw: st.DrawFn) -> tuple[Decimal, str]:
    """A number and one way to print it."""
    number = draw(figures).quantize(Decimal(1).scaleb(-draw(st.integers(0, 2))))
    text = format(number, ",f" if draw(st.booleans()) else "f")
    return number, text.translate(FULL_WIDTH) if draw(st.booleans()) else text


@given(printed(), st.sampled_from(sorted(SIGNS)) | st.just(""), units, st.sampled_from(["{}", "({})", "（{}）"]))
def test_what_is_written_is_read(case: tuple[Decimal, str], sign: str, unit: str, frame: str) -> None:
    number, text = case
    found = read(sign + text + frame.format(unit))
    assert (found.operator, found.value, found.unit) == (SIGNS.get(sign), number, unit)
    assert (found.canonical, found.doubts) == (canonical_unit(unit), frozenset())


@given(printed(), st.sampled_from(sorted(WORDS)), units)
def test_operator_words_are_read(case: tuple[Decimal, str], word: str, unit: str) -> None:
    number, text = case
    found = read(word + text + unit)
    assert (found.operator, found.value, found.unit, found.doubts) == (WORDS[word], number, unit, frozenset())


@given(printed(), st.sampled_from(sorted(SUFFIXES)), units)
def test_operator_suffixes_are_read(case: tuple[Decimal, str], word: str, unit: str) -> None:
    number, text = case
    found = read(text + unit + word)
    assert (found.operator, found.value, found.unit, found.doubts) == (SUFFIXES[word], number, unit, frozenset())


@given(figures, figures, units, st.sampled_from(["-", "~", "至", "—", "～"]))
def test_ranges_are_read(one: Decimal, other: Decimal, unit: str, joint: str) -> None:
    low, high = sorted((one, other))
    assume(low < high)
    found = read(f"{low:f}{joint}{high:f}{unit}")
    assert (found.operator, found.value, found.low, found.high, found.unit) == ("range", None, low, high, unit)


def is_same(found: Measure, value: Decimal, unit: str) -> bool:
    """Whether a certain value is the figure, in its unit or in that unit with a known noun or period behind it."""
    return found.value == value and (found.unit or "").startswith(unit) and found.canonical is not None


@given(st.integers(1, 9999), st.sampled_from(["个", "%", "次", "万元", "家", "公里"]), tails)
def test_a_tail_never_changes_a_figure_in_silence(value: int, unit: str, tail: str) -> None:
    found = read(f"≥{value}{unit}{tail}")
    if found.value is not None and not found.doubts:
        assert is_same(found, Decimal(value), unit)
        assert found.operator == "ge"


@given(st.integers(1, 9999), st.sampled_from(["个", "%", "次", "万元", "家", "公里"]), tails)
def test_words_in_front_never_change_a_figure_in_silence(value: int, unit: str, head: str) -> None:
    found = read(f"{head}{value}{unit}")
    if found.value is not None and not found.doubts:
        assert is_same(found, Decimal(value), unit)


@given(st.integers(1, 9999), st.sampled_from(["个", "%", "次", "家企业"]), st.sampled_from(DENIALS), st.booleans())
def test_denials_and_approximations_are_no_certain_value(value: int, unit: str, denial: str, is_done: bool) -> None:
    for text in (
        f"{value}{unit}{denial}",
        f"{value}{unit}{denial}{'完成' if is_done else ''}",
        f"{denial}{value}{unit}",
    ):
        found = read(text)
        assert found.value is None or found.doubts


@given(st.text(alphabet="完成达成指标年月日有效推动，。0123456789", max_size=20))
def test_a_value_is_never_invented(text: str) -> None:
    """Whatever the text, a value is one that stands in it as a number of its own."""
    value = read(text).value
    assert value is None or format(value, "f") in text.replace("，", "")


@given(st.text(max_size=30))
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert (found.low is None) == (found.high is None)
    assert found.value is None or found.low is None
    assert found.value is None or found.span is None


@given(st.sampled_from(sorted(SIGNS | WORDS)), st.booleans())
def test_operator_alone(sign: str, is_wide: bool) -> None:
    assert parse_operator(sign.translate(FULL_WIDTH) if is_wide else sign) == (SIGNS | WORDS)[sign]


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 28), st.sampled_from(["前", "前完成", "之前", ""]))
def test_days_are_read(year: int, month: int, day: int, tail: str) -> None:
    for text in (
        f"{year}年{month}月{day}日{tail}",
        f"{year}.{month:02}.{day:02}{tail}",
        f"{year}-{month:02}-{day:02}{tail}",
    ):
        span = read(text).span
        days = span.days(None) if span else None
        assert days is not None
        assert (days.last.year, days.last.month, days.last.day) == (year, month, day)
