"""Charts as geometry: where lines, bars and marks stand. No colours, no words, no Django; templates draw from it.

Across, everything is in per cent of the chart's width, so that a chart is as wide as its page and its letters are not
stretched; up and down in pixels of its height. Numbers are written as SVG wants them, whatever the language.
"""
