#!/usr/bin/env python3
"""The ways into other people's pipelines: action.yml's steps are run as a runner would, with a workspace of their own; so are the
examples for GitLab and pre-commit. test_action.py GCLINT [CLASS...]"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed: not tested")
    sys.exit(0)

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
FAULTY = (HERE / "demo" / "layout.c").read_text(encoding="utf-8")
GCLINT = ""


def load(name):
    """A YAML file of the project."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


class Runner:
    """Runs the steps of a composite action; what it `uses` is only noted."""

    def __init__(self, folder, inputs):
        self.action = load("action.yml")
        self.folder, self.used, self.log, self.steps, self.status = folder, [], "", {}, 0
        self.inputs = {name: inputs.get(name, value.get("default", "")) for name, value in self.action["inputs"].items()}
        assert set(inputs) <= set(self.inputs), inputs

    def value(self, expression):
        """Of what stands in ${{ }}: a name, a comparison with a text, or several with && between."""
        expression = expression.strip()
        if "&&" in expression:
            return all(self.value(part) for part in expression.split("&&"))
        comparison = re.fullmatch(r"(.+?)\s*(==|!=)\s*'([^']*)'", expression)
        if comparison:
            return (self.value(comparison[1]) == comparison[3]) == (comparison[2] == "==")
        context, name, *rest = expression.split(".")
        if context == "inputs":
            return self.inputs[name]
        assert context == "steps" and rest[0] == "outputs", expression
        return self.steps[name].get(rest[1], "")

    def fill(self, text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self.value(found[1])), str(text))

    def run_step(self, step):
        output, summary = self.folder / "output", self.folder / "summary.md"
        output.write_text("", encoding="utf-8")
        environment = {**os.environ, **{name: self.fill(value) for name, value in step.get("env", {}).items()},
                       "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary),
                       "GITHUB_WORKSPACE": str(self.folder / "workspace")}
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.fill(step["run"])], text=True, check=False,
                              cwd=self.folder / "workspace", env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log += done.stdout
        self.steps[step.get("id", step["name"])] = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        return done.returncode

    def run(self):
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "${{ inputs.path != '' }}")
            if not self.value(re.fullmatch(r"\$\{\{(.*)\}\}", condition)[1]):
                continue
            if "uses" in step:
                self.used.append((step["uses"], {name: self.fill(value) for name, value in step["with"].items()}))
                continue
            self.status = self.run_step(step)
            if self.status:
                break
        self.outputs = {name: self.fill(value["value"]) for name, value in self.action["outputs"].items()}
        return self


class WorkspaceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.workspace = self.folder / "workspace"
        (self.workspace / "src").mkdir(parents=True)
        (self.workspace / "src" / "layout.c").write_text(FAULTY, encoding="utf-8")

    def run_action(self, **inputs):
        return Runner(self.folder, {"gclint": GCLINT, **{name.replace("_", "-"): value for name, value in inputs.items()}}).run()

    def sarif(self, name="gclint.sarif"):
        return json.loads((self.workspace / name).read_text(encoding="utf-8"))


class Action(WorkspaceTest):
    def test_findings(self):
        done = self.run_action()
        self.assertEqual(done.status, 1)
        self.assertEqual((done.outputs["errors"], done.outputs["warnings"], done.outputs["notes"], done.outputs["exit-status"]), ("0", "2", "0", "1"))
        self.assertIn("::warning file=src/layout.c,line=", done.log)
        self.assertIn("2 findings", (self.folder / "summary.md").read_text(encoding="utf-8"))
        (uses, given), = done.used
        self.assertTrue(uses.startswith("github/codeql-action/upload-sarif@"))
        self.assertEqual(given, {"sarif_file": "gclint.sarif", "category": "gclint"})
        uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in self.sarif()["runs"][0]["results"]}
        self.assertEqual(uris, {"src/layout.c"})

    def test_clean(self):
        (self.workspace / "src" / "layout.c").write_text("#include <Python.h>\n", encoding="utf-8")
        done = self.run_action(upload="false")
        self.assertEqual((done.status, done.outputs["warnings"], done.used), (0, "0", []))

    def test_inputs(self):
        done = self.run_action(path="src", fail_on="never", sarif_file="out put.sarif", select="container-without-gc", python="3.9-3.14",
                               args="--exclude 'no such*' --severity warning", category="x")
        self.assertEqual((done.status, done.outputs["warnings"], done.outputs["sarif-file"]), (0, "1", "out put.sarif"))
        run, = self.sarif("out put.sarif")["runs"]
        self.assertEqual({result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}, {"src/layout.c"})
        base, = run["originalUriBaseIds"].values()
        self.assertTrue(base["uri"].endswith("/workspace/"))
        self.assertIn("::warning file=src/layout.c,", done.log)

    def test_only_new(self):
        self.assertEqual(self.run_action(fail_on="never", db="base.db").status, 0)
        done = self.run_action(baseline="base.db")
        self.assertEqual((done.status, done.outputs["warnings"]), (0, "0"))
        (self.workspace / "other.c").write_text(FAULTY.replace("Field_Type", "Other_Type").replace("layout", "other"), encoding="utf-8")
        done = self.run_action(baseline="base.db")
        self.assertEqual((done.status, done.outputs["warnings"]), (1, "2"))

    def test_inputs_are_no_scripts(self):
        done = self.run_action(path="$(touch evil)`touch evil`; touch evil", args='"$(touch evil)"')
        self.assertEqual((done.status, done.outputs["sarif-file"], done.used), (2, "", []))
        self.assertEqual(list(self.folder.glob("**/evil")), [])

    def test_trouble(self):
        done = self.run_action(path="nowhere")
        self.assertEqual((done.status, done.outputs["exit-status"]), (2, "2"))
        self.assertIn("gclint could not do its work", done.log)

    def test_found_in_path(self):
        tools = self.folder / "tools"
        tools.mkdir()
        os.symlink(GCLINT, tools / "gclint")
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{tools}:{before}"
        self.addCleanup(os.environ.__setitem__, "PATH", before)
        self.assertEqual(self.run_action(gclint="").status, 1)


class Metadata(unittest.TestCase):
    def test_action(self):
        action = load("action.yml")
        self.assertEqual(action["runs"]["using"], "composite")
        for kind in ("inputs", "outputs"):
            for name, value in action[kind].items():
                self.assertTrue(value["description"], name)
        for step in action["runs"]["steps"]:
            self.assertTrue("uses" in step or step["shell"] == "bash", step)
            self.assertNotIn("${{", step.get("run", ""), "an expression in a script can be made to run anything")

    def test_workflows_use_what_there_is(self):
        inputs = set(load("action.yml")["inputs"])
        used = 0
        for path in [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("docs/examples/github-*.yml")]:
            for job in load(path)["jobs"].values():
                for step in job["steps"]:
                    if step.get("uses", "").startswith(("./", "OWNER/gclint@")):
                        self.assertLessEqual(set(step.get("with", {})), inputs, path)
                        used += 1
        self.assertGreaterEqual(used, 4)


class OtherHosts(WorkspaceTest):
    def setUp(self):
        super().setUp()
        tools = self.folder / "tools"
        tools.mkdir()
        os.symlink(GCLINT, tools / "gclint")
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}

    def test_gitlab(self):
        job = load("docs/examples/gitlab-ci.yml")["gclint"]
        done = subprocess.run(["bash", "-e", "-c", "\n".join(job["script"])], cwd=self.workspace, env=self.environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        report = json.loads((self.workspace / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
        self.assertEqual({(issue["check_name"], issue["location"]["path"]) for issue in report},
                         {("container-without-gc", "src/layout.c"), ("surprise-finalizer-through-untraversed", "src/layout.c")})
        for issue in report:
            self.assertLessEqual({"description", "check_name", "fingerprint", "severity", "location"}, issue.keys())
            self.assertIn(issue["severity"], ("info", "minor", "major", "critical", "blocker"))
            self.assertGreater(issue["location"]["lines"]["begin"], 1)
        self.assertEqual(len({issue["fingerprint"] for issue in report}), len(report))
        for name in job["artifacts"]["paths"]:
            self.assertTrue((self.workspace / name).is_file(), name)

    @unittest.skipUnless(shutil.which("git"), "git is not installed")
    def test_pre_commit(self):
        hook, = load(".pre-commit-hooks.yaml")
        self.assertEqual((hook["id"], hook["language"], hook["pass_filenames"]), ("gclint", "system", False))
        subprocess.run(["git", "init", "-q", "."], cwd=self.workspace, check=True)
        done = subprocess.run([*hook["entry"].split(), *hook["args"]], cwd=self.workspace, env=self.environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("container-without-gc", done.stdout)
        self.assertEqual(sorted(path.name for path in self.workspace.iterdir()), [".git", "src"])


def main():
    global GCLINT
    GCLINT = str(pathlib.Path(sys.argv[1]).resolve())
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])


if __name__ == "__main__":
    main()
