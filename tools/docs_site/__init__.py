"""The documentation as two small sites, Chinese and English, built without a network: ``make site-docs``.

Belongs here: which pages stand where (``navigation.yml``), the pages that are generated from code (``reference``,
``commands``), putting all of them into one folder (``assemble``), the search of Chinese (``segment``, ``hooks``), the
build (``__main__``) and a look at what was built (``outside``, ``browsed``). Does not belong here: what hand-written
pages say; they stand in ``docs/``, Chinese ones as ``<page>.zh.md`` beside ``<page>.md``.
"""
