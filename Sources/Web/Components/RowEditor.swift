import HTTPSupport
import Kernel
import Markup

/// Rows of a form that are added, taken away, put back and moved one by one. Each of these is a button that sends the form
/// as it stands and gets it back with the rows changed, so that nothing is lost and nothing needs a script.
public struct RowEditor: Hashable, Sendable {
  /// A field that each row has.
  public struct Cell: Hashable, Sendable {
    public var name: String
    public var label: String
    /// Characters that it takes.
    public var limit: Int
    /// What is chosen from; empty for a line of text.
    public var choices: [Choice]
    /// The id of a list whose values a line of text offers.
    public var offers: String?
    public init(
      _ name: String, _ label: String, limit: Int = 200, choices: [Choice] = [], offers: String? = nil
    ) {
      (self.name, self.label, self.limit) = (name, label, limit)
      (self.choices, self.offers) = (choices, offers)
    }
  }

  /// A field that no row shows: where something stands in it, the row stays as it is, and is only taken out and put back.
  public static let kept = "kept"

  /// What its fields begin with: of `closures`, the field `day` of the second row is `closures.1.day`.
  public let name: String
  public let cells: [Cell]
  /// Values by the names of cells, in order.
  public internal(set) var rows: [[String: String]]
  /// Rows that it takes; one more is a fault, and more than that are not read.
  public let most: Int
  /// The order means something, so that rows can be moved.
  public let isOrdered: Bool
  /// The row that was taken away last, and where it stood.
  var removed: (place: Int, row: [String: String])? {
    get { removedRow.map { ($0.place, $0.row) } }
    set { removedRow = newValue.map { Removed(place: $0.place, row: $0.row) } }
  }
  private var removedRow: Removed?
  /// Where the hand goes on: a row, by its place.
  var focus: Int?
  /// One of its buttons was pressed: the form is to be shown again, and not to be taken.
  public internal(set) var isEdited = false

  private struct Removed: Hashable, Sendable {
    var place: Int
    var row: [String: String]
  }

  public init(_ name: String, _ cells: [Cell], rows: [[String: String]] = [], most: Int, isOrdered: Bool = false) {
    (self.name, self.cells, self.rows) = (name, cells, rows)
    (self.most, self.isOrdered) = (most, isOrdered)
  }

  /// What was sent, after the button that was pressed, if one was.
  package init(_ form: Form, _ name: String, _ cells: [Cell], most: Int, isOrdered: Bool = false) {
    self.init(name, cells, most: most, isOrdered: isOrdered)
    let count = form["\(name).rows"].flatMap { Int($0) } ?? 0
    rows = (0..<max(0, min(count, most))).map { place in
      var row = Dictionary(uniqueKeysWithValues: cells.map { ($0.name, form[field($0, place)] ?? "") })
      row[RowEditor.kept] = form["\(name).\(place).\(RowEditor.kept)"]
      return row
    }
    if let place = form["\(name).removed"].flatMap({ Int($0) }) {
      var row = Dictionary(uniqueKeysWithValues: cells.map { ($0.name, form["\(name).removed.\($0.name)"] ?? "") })
      row[RowEditor.kept] = form["\(name).removed.\(RowEditor.kept)"]
      removed = (place, row)
    }
    if let act = form["\(name).edit"] { edit(act) }
  }

  /// The name of a cell's field.
  public func field(_ cell: Cell, _ place: Int) -> String { "\(name).\(place).\(cell.name)" }

  /// Whether nothing stands in a row; such are passed over.
  public func isEmpty(_ place: Int) -> Bool { rows[place].values.allSatisfy { $0.allSatisfy(\.isWhitespace) } }

  /// Does what a button says: `add`, `restore`, `remove.2`, `up.2`, `down.2`. What is none, or has no such row, changes
  /// nothing but that the form is shown again.
  public mutating func edit(_ act: String) {
    isEdited = true
    let parts = act.split(separator: ".").map(String.init)
    let place = parts.count == 2 ? Int(parts[1]).flatMap { rows.indices.contains($0) ? $0 : nil } : nil
    switch (parts.first, place) {
    case ("add", nil) where rows.count < most:
      rows.append([:])
      focus = rows.count - 1
    case ("restore", nil):
      guard let gone = removed, rows.count < most else { return }
      focus = min(max(0, gone.place), rows.count)
      rows.insert(gone.row, at: focus ?? 0)
      removed = nil
    case ("remove", let place?):
      removed = (place, rows.remove(at: place))
    case ("up", let place?) where place > 0:
      rows.swapAt(place, place - 1)
      focus = place - 1
    case ("down", let place?) where place + 1 < rows.count:
      rows.swapAt(place, place + 1)
      focus = place + 1
    default: break
    }
  }
}

extension HTML {
  /// The button that Enter in a line of a form presses, where others stand before its own.
  public func defaultButton(_ name: String, _ value: String) {
    button(.class("unseen"), .name(name), .value(value), .tabindex(-1), .ariaHidden) {}
  }

  /// The rows as a table of fields, with what can be done to them; faults stand beneath the field that they are about.
  ///
  /// - Parameter keptWords: What a row says that stays as it is.
  public func rowEditor(
    _ editor: RowEditor, _ title: String, _ state: FormState, hint: String, add: String = "Add a row",
    keptWords: (String) -> String = { $0 }
  ) {
    let edit = editor.name + ".edit"
    element("fieldset", [.class("rows"), .id(Forms.id(editor.name)), .tabindex(-1)]) {
      legend(title)
      p(hint, .class("soft small"))
      carried(editor.name + ".rows", String(editor.rows.count))
      if !editor.rows.isEmpty {
        let columns = editor.cells.map { Column($0.label) } + [Column("Row", hidden: true)]
        table(title, columns: columns, stacks: true) {
          for place in editor.rows.indices { row(editor, place, state, keptWords) }
        }
      }
      div(.class("actions")) {
        if editor.rows.count < editor.most {
          button(add, .class("button"), .name(edit), .value("add"), .formnovalidate)
        } else {
          span("It takes no more than \(Words.grouped(editor.most)) rows.", .class("soft"))
        }
        if let removed = editor.removed { putBack(editor, removed, edit, keptWords) }
      }
    }
  }

  private func row(_ editor: RowEditor, _ place: Int, _ state: FormState, _ keptWords: (String) -> String) {
    let edit = editor.name + ".edit"
    tr {
      if let kept = editor.rows[place][RowEditor.kept], !kept.isEmpty {
        td(.colspan(editor.cells.count)) {
          carried("\(editor.name).\(place).\(RowEditor.kept)", kept)
          bdi(keptWords(kept))
          span("stays as it is", .class("under"))
        }
      } else {
        for cell in editor.cells { td(.data("label", cell.label)) { self.cell(cell, editor, place, state) } }
      }
      td(.class("tight")) {
        if editor.isOrdered {
          act(edit, "up.\(place)", .up, "Move row \(place + 1) up", isOff: place == 0)
          act(edit, "down.\(place)", .down, "Move row \(place + 1) down", isOff: place + 1 == editor.rows.count)
        }
        act(edit, "remove.\(place)", .close, "Take row \(place + 1) out", isOff: false)
      }
    }
  }

  private func cell(_ cell: RowEditor.Cell, _ editor: RowEditor, _ place: Int, _ state: FormState) {
    let name = editor.field(cell, place)
    let (id, faults) = (Forms.id(name), state.faults(of: name))
    let value = editor.rows[place][cell.name] ?? ""
    let tied: [Attribute] = [
      .aria("label", "\(cell.label), row \(place + 1)"),
      .when(editor.focus == place && cell == editor.cells[0], .autofocus),
      faults.isEmpty ? .none : .aria("invalid", "true"),
      faults.isEmpty ? .none : .aria("describedby", id + "-fault"),
    ]
    if cell.choices.isEmpty {
      void(
        "input",
        [
          .type("text"), .id(id), .name(name), .value(value), .maxlength(cell.limit), .autocomplete("off"),
          cell.offers.map { Attribute("list", $0) } ?? .none,
        ] + tied)
    } else {
      element("select", [.id(id), .name(name)] + tied) {
        for choice in cell.choices {
          option(choice.title, .value(choice.value), .selected(choice.value == value))
        }
      }
    }
    if !faults.isEmpty {
      span(.class("fault"), .id(id + "-fault")) {
        icon(.fault)
        span(faults.map(Forms.sentence).joined(separator: " "))
      }
    }
  }

  private func act(_ name: String, _ value: String, _ icon: Icon, _ words: String, isOff: Bool) {
    button(
      .class("button plain"), .name(name), .value(value), .title(words), .formnovalidate, .disabled(isOff)
    ) { self.icon(icon, label: words) }
  }

  private func putBack(
    _ editor: RowEditor, _ removed: (place: Int, row: [String: String]), _ edit: String,
    _ keptWords: (String) -> String
  ) {
    input(.type("hidden"), .name(editor.name + ".removed"), .value(String(removed.place)))
    for name in editor.cells.map(\.name) + (removed.row[RowEditor.kept] == nil ? [] : [RowEditor.kept]) {
      input(.type("hidden"), .name("\(editor.name).removed.\(name)"), .value(removed.row[name] ?? ""))
    }
    let kept = removed.row[RowEditor.kept].map(keptWords)
    let words = kept ?? editor.cells.compactMap { removed.row[$0.name] }.filter { !$0.isEmpty }.joined(separator: " ")
    button(
      .class("button"), .name(edit), .value("restore"), .formnovalidate,
      .when(editor.focus == nil && editor.isEdited, .autofocus)
    ) {
      text("Put back ")
      bdi(words.isEmpty ? "the empty row" : String(words.prefix(60)))
    }
  }
}
