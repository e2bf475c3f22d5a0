"""What the texts of targets and actual values say in words; each distinct text is read once.

Belongs here: patterns over one text. Does not belong here: names of indicators (``lexicon.read_names``), reasons
(``reason_rules.said``), what follows from target and actual value together (``expected``, ``*_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.lexicon import lexicon

SIDES = ("target", "actual")
_IN_WORDS = r"[一二三四五六七八九十两百千](?:分之|[个次项家户名场件份台套天元万成])|半数|过半|百分"
_NAMES_DOING = "完成|达成|落实|到位|实现"
_ASKS = r"^是否|是/否|是或否|[？?]$|(?:吗|与否)$"
_LEAVES_OUT_ENDS = r"[<>＜＞]|大于|小于|超过|低于|高于|不足"


def read_answers(indicator: pl.DataFrame) -> pl.DataFrame:
    """The indicators with what their target and their actual value say: columns target_… and actual_….

    is_empty (nothing but punctuation), is_blank (nothing but dashes and the like), has_digit, has_figure (also in
    Chinese numerals: 三分之一, 半数), digits (behind the point of its first number), affirms, denies, says_done,
    names_doing, says_not_done, asks, leaves_out_ends, class (in short), rank_<number of a scale>.
    """
    sides = [indicator.select(text=pl.col(f"{side}_text").fill_null("")) for side in SIDES]
    read = _read(pl.concat(sides).unique())
    added = [
        texts.join(read, on="text", how="left", maintain_order="left")
        .drop("text")
        .select(pl.all().name.prefix(f"{side}_"))
        for side, texts in zip(SIDES, sides, strict=True)
    ]
    return pl.concat([indicator, *added], how="horizontal")


def weaker() -> pl.Expr:
    """Whether target and actual value both have words of one scale, and the actual value has the weaker one."""
    ranks = range(len(lexicon().answers.scales))
    return pl.any_horizontal(
        (pl.col(f"actual_rank_{n}") > pl.col(f"target_rank_{n}")).fill_null(value=False) for n in ranks
    )


def _read(texts: pl.DataFrame) -> pl.DataFrame:
    words, text = lexicon().answers, pl.col("text").str
    bare = pl.col("bare")
    has_digit = text.contains(r"[0-9０-９]")
    return (
        texts.lazy()
        .with_columns(bare=text.replace_all(r"[\s。；;，,]", ""))
        .select(
            "text",
            is_empty=bare == "",
            is_blank=~text.contains(r"[^\s\-—–―/／\\*…]"),
            has_digit=has_digit,
            has_figure=has_digit | text.contains(_IN_WORDS),
            digits=text.extract(r"\d\.(\d+)", 1).str.len_bytes().fill_null(0),
            affirms=bare.str.contains(words.affirmed),
            denies=bare.str.contains(words.denied),
            says_done=bare.str.contains(words.done),
            names_doing=bare.str.contains(_NAMES_DOING),
            says_not_done=words.not_done.found_in(pl.col("text")),
            asks=bare.str.contains(_ASKS),
            leaves_out_ends=text.contains(_LEAVES_OUT_ENDS),
            **{"class": _class(bare)},
            **{f"rank_{n}": _rank(scale, bare) for n, scale in enumerate(words.scales)},
        )
        .collect()
    )


def _class(bare: pl.Expr) -> pl.Expr:
    named = pl.lit(None, pl.String)
    for name, pattern in lexicon().classes.items():
        named = pl.when(bare.str.contains(pattern)).then(pl.lit(name)).otherwise(named)
    return named


def _rank(scale: tuple[str, ...], bare: pl.Expr) -> pl.Expr:
    rank = pl.lit(None, pl.Int8)
    for number, pattern in enumerate(scale):
        rank = pl.when(bare.str.contains(pattern)).then(pl.lit(number, pl.Int8)).otherwise(rank)
    return rank
