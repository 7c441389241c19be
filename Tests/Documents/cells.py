"""Prints the cells of a workbook as JSON, from its parts alone: sheet, place, whether it is a number, a text or a formula,
its value, and the format by which it is shown."""

import json
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}


def main(path):
    book = zipfile.ZipFile(path)
    strings = []
    if "xl/sharedStrings.xml" in book.namelist():
        for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(MAIN + "si"):
            strings.append("".join(part.text or "" for part in one.iter(MAIN + "t")))
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    own = {int(one.get("numFmtId")): one.get("formatCode") for one in styles.iter(MAIN + "numFmt")}
    shown = [int(one.get("numFmtId")) for one in styles.find(MAIN + "cellXfs")]
    names = [one.get("name") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")]
    cells = []
    for index, name in enumerate(names, 1):
        for cell in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{index}.xml")).iter(MAIN + "c"):
            value = cell.find(MAIN + "v")
            if value is None:
                continue
            number = shown[int(cell.get("s", "0"))]
            kind = cell.get("t", "n")
            cells.append({
                "sheet": name, "cell": cell.get("r"), "format": own.get(number, BUILT_IN.get(number, str(number))),
                "kind": "formula" if cell.find(MAIN + "f") is not None else {"s": "text", "n": "number"}.get(kind, kind),
                "value": strings[int(value.text)] if kind == "s" else value.text,
            })
    json.dump(cells, sys.stdout)


main(sys.argv[1])
