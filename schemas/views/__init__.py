"""What every view of the warehouse shows: title, grain, columns in order.

Belongs here: the documentation of the views, one module per subject. Does not belong here: their SQL, which stands in
``pipeline/warehouse/views/<name>.sql`` and must give exactly these columns in these types.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schemas.views.audit_views import AUDIT_VIEWS
from schemas.views.form_views import FORM_VIEWS
from schemas.views.indicator_views import INDICATOR_VIEWS
from schemas.views.quality_views import QUALITY_VIEWS
from schemas.views.reason_views import REASON_VIEWS
from schemas.views.view import View

__all__ = ["VIEWS", "View"]

VIEWS: Mapping[str, View] = MappingProxyType(
    {view.name: view for view in (*FORM_VIEWS, *INDICATOR_VIEWS, *REASON_VIEWS, *AUDIT_VIEWS, *QUALITY_VIEWS)}
)
"""Every view; a view comes after the views it reads."""
