"""How documents look on paper, in both formats: sizes in millimetres and points, colours as RRGGBB."""

from matcher.reports.charts import ACCENT, GRID, INK, MUTED

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210, 297  # A4
MARGIN_MM = 20
TOP_MM = 24  # under the line above every page
TEXT_WIDTH_MM = PAGE_WIDTH_MM - 2 * MARGIN_MM
LABEL_SHARE = 0.32  # of the page's width, for the labels of facts

TITLE_PT, SUBTITLE_PT, HEADING_PT, TEXT_PT, SMALL_PT = 20, 11.5, 12.5, 9.5, 8
SIGNATURE_MM = 15  # room to sign
SIGNATURE_SHARES = (0.42, 0.18, 0.4)  # party and name, date, signature

INK_RGB, MUTED_RGB, LINE_RGB, ACCENT_RGB = (colour.lstrip("#").upper() for colour in (INK, MUTED, GRID, ACCENT))
SHADE_RGB = "F3F6F8"  # behind labels and headers
BORDER_RGB = "C9D2DA"

BY_HAND, NAME_BY_HAND = "…" * 24, "…" * 16  # where something is written on paper

MOST_ROWS_TOGETHER = 12  # a table so short is not torn over two pages
