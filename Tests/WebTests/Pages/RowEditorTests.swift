import Components
import HTTPSupport
import Kernel
import Markup
import Testing

@Suite("Rows of a form", .timeLimit(.minutes(10)))
struct RowEditorTests {
  private static let cells = [RowEditor.Cell("day", "Day"), RowEditor.Cell("name", "Name")]

  private func editor(_ days: [String], most: Int = 3) -> RowEditor {
    RowEditor("closed", Self.cells, rows: days.map { ["day": $0, "name": ""] }, most: most, isOrdered: true)
  }
  private func days(_ editor: RowEditor) -> [String] { editor.rows.map { $0["day"] ?? "" } }

  @Test(
    "are changed by what their buttons say, and by nothing else",
    arguments: [
      ("add", ["a", "b", ""]), ("remove.0", ["b"]), ("remove.1", ["a"]), ("up.1", ["b", "a"]), ("down.0", ["b", "a"]),
      ("up.0", ["a", "b"]), ("down.1", ["a", "b"]), ("remove.2", ["a", "b"]), ("remove.-1", ["a", "b"]),
      ("restore", ["a", "b"]), ("remove", ["a", "b"]), ("add.1", ["a", "b"]), ("", ["a", "b"]),
    ])
  func edits(_ act: String, _ after: [String]) {
    var rows = editor(["a", "b"])
    rows.edit(act)
    #expect(days(rows) == after && rows.isEdited)
  }

  @Test("what was taken out is put back where it stood, and none is added past the bound")
  func putBack() {
    var rows = editor(["a", "b", "c"])
    rows.edit("add")
    #expect(days(rows) == ["a", "b", "c"])
    rows.edit("remove.1")
    rows.edit("restore")
    #expect(days(rows) == ["a", "b", "c"])
    rows.edit("remove.2")
    rows.edit("add")
    rows.edit("restore")
    #expect(days(rows) == ["a", "b", ""], "no room is left for it")
  }

  @Test("come back from a form as they were written into it, with the row that was taken out")
  func sent() {
    let html = HTML()
    var rows = editor(["a", "<b>"])
    rows.edit("remove.0")
    html.rowEditor(rows, "Closed days", FormState(faults: [FieldFault("closed.0.day", "is no day")]), hint: "")
    let text = html.string
    #expect(text.contains("name=\"closed.0.day\" value=\"&lt;b&gt;\"") && text.contains("Is no day."))
    #expect(text.contains("name=\"closed.edit\" value=\"restore\" formnovalidate autofocus"))
    let again = RowEditor(
      Form([
        ("closed.rows", "1"), ("closed.0.day", "<b>"), ("closed.removed", "0"), ("closed.removed.day", "a"),
        ("closed.edit", "restore"),
      ]), "closed", Self.cells, most: 3)
    #expect(days(again) == ["a", "<b>"])
    let odd = RowEditor(Form([("closed.rows", "9999999"), ("closed.0.day", "a")]), "closed", Self.cells, most: 3)
    #expect(odd.rows.count == 3 && !odd.isEdited && odd.isEmpty(1))
  }
}
