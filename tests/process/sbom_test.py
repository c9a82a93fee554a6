#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bill of materials is whole and has the shape of CycloneDX 1.5.    sbom_test.py FOLDER WITH THE PROGRAMS"""
import hashlib
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

FOLDER = Path(sys.argv.pop())


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bill = json.loads(subprocess.run(["tools/sbom", FOLDER], check=True, capture_output=True).stdout)
        cls.parts = {part["bom-ref"]: part for part in cls.bill["components"]}
        cls.depends = {row["ref"]: row["dependsOn"] for row in cls.bill["dependencies"]}

    def test_is_a_document_of_the_format(self):
        self.assertEqual((self.bill["bomFormat"], self.bill["specVersion"], self.bill["version"]), ("CycloneDX", "1.5", 1))
        self.assertRegex(self.bill["serialNumber"], r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertEqual(self.bill["metadata"]["component"]["name"], "Lethe")
        self.assertEqual(len(self.parts), len(self.bill["components"]), "references are not unique")

    def test_every_part_has_name_version_and_licence(self):
        for part in self.bill["components"]:
            self.assertIn(part["type"], ("application", "library"))
            self.assertTrue(part["licenses"], part["name"])
            for choice in part["licenses"]:
                self.assertEqual(len(set(choice["license"]) & {"id", "name"}), 1, part["name"])
            if part["type"] == "library":
                self.assertTrue(part["version"], part["name"])
                self.assertRegex(part["purl"], r"^pkg:deb/debian/[a-z0-9.+-]+@[\w.:~+-]+\?arch=\w+$")

    def test_programs_are_those_that_were_built(self):
        for name in ("lethe", "lethe-media", "lethe-voice"):
            self.assertEqual(self.parts[name]["hashes"][0]["content"], hashlib.sha256((FOLDER / name).read_bytes()).hexdigest())

    def test_what_depends_is_listed(self):
        for reference, needed in self.depends.items():
            for one in needed:
                self.assertIn(one, self.parts, reference)

    def test_packages_of_all_mapped_libraries_and_plugins_are_there(self):
        # Without the version of the library, in which Debian's releases differ.
        names = {program: {re.sub(r"-?[\d.]+(t64)?$", "", self.parts[one]["name"]) for one in self.depends[program]}
                 for program in ("lethe", "lethe-media", "lethe-voice")}
        self.assertLessEqual({"libpoconet", "libyaml-cpp", "libssl", "libpango-1.0", "nlohmann-json3-dev"}, names["lethe"])
        self.assertLessEqual({"libnice", "libsrtp2", "libopus", "libavcodec", "libseccomp", "libyuv", "gstreamer1.0-plugins-good",
                              "gstreamer1.0-plugins-ugly", "libvpx", "libx264"}, names["lethe-media"])
        self.assertLessEqual({"libespeak-ng", "libswresample", "libseccomp"}, names["lethe-voice"])
        self.assertFalse({name for name in names["lethe"] if re.match("libgst|libnice|libav|libsrtp", name)})


if __name__ == "__main__":
    unittest.main()
