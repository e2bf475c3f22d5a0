"""The review desk: the site of the current release served on this machine, and forms beside it that write corrections.

Belongs here: the server (``app``), who may ask it (``gate``), the files it serves (``files``), records that wait for a
build (``waiting``), what a record will change (``preview``), builds that it starts (``builds``), its own scripts and
words (``static``, ``words.yml``). Does not belong here: the pages (``pipeline.publish.site``), what a record says and
how it is written (``pipeline.corrections``), which value to look at first (``pipeline.publish.review``).

The desk never writes data. It writes records of corrections, and the next build applies them.
"""
