"""What a person expects of the documents here and the product does not do yet, with the reason in a sentence.

Each test named here must fail; one that passes is taken out.
"""

from __future__ import annotations

NOT_YET: dict[str, str] = {}
