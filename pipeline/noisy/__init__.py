"""Sliced text: an extraction cut the page at every column edge and ignored merged cells; the printed grids come back.

In comes one grid of tab fields, out goes a grid for every form in its family's layout: each cell with its text, the
text as it stood, repairs and doubts. The same parser that reads ruled PDFs gives the cells their meaning. The order:

1. ``sliced_lines`` lines of pieces (a piece is what one slice holds on one line); ``form_parts`` where forms begin, and
   which line belongs to which block; ``likeliest_family`` (by ``heading_line``) which family they are of.
2. ``column_model`` which slices carry which printed column; ``indicator_lines`` one row for each indicator.
3. ``cut_edges`` whether characters at a cut are damaged, asked of the whole document.
4. ``form_values`` leads through a form: ``header_lines`` name and offices, ``budget_block`` money, ``indicator_texts``
   names (``cut_names``, priced by ``word_costs``), measures (``cut_measures``) and reasons (``cell_prose``),
   ``indicator_points`` weights and scores (``cut_numbers`` priced, ``score_sums`` chosen by the sums, ``repeated_rows``
   merged), ``level_values`` the levels (``level_labels``, priced by ``level_runs``). ``emit_grid`` writes the grid.

A line of ``data/raw/shanghai_fgj_2024`` (| for a tab) and the cells restored from it; a name was cut through 设, which
both slices read, and the level 产出指标 stands beside another row of its merged cell::

    | 质量 | 市属保障房建设 | 设质量合格率 | =100.00(%) | 100.00(%) | 6.00 | 6.00
    产出指标, 质量指标, 市属保障房建设质量合格率, =100.00(%), 100.00(%), 6.00, 6.00

A form without columns that no seen extract had, and headed legibly, is trusted as far as its sums prove it; every other
form is read the same way, and each of its values is doubted as ``unproven``.

What restores a form is ``restoring``, which loads all of these; who reads no sliced text does without.
"""
