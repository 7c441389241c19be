import Components
import Markup

/// A column of the queue that its reader may leave out; number and subject always stand.
public enum QueueColumn: String, CaseIterable, Sendable {
  case priority, state, holder, deadline, foreseen, used, opened, changed

  var title: String {
    switch self {
    case .priority: Words.field("priority")
    case .state: Words.field("state")
    case .holder: "With"
    case .deadline: "Next deadline"
    case .foreseen: "May miss"
    case .used: "Used"
    case .opened: Words.field("openedAt")
    case .changed: Words.field("updatedAt")
    }
  }

  /// What stands there for those who have not chosen. Without a column for it, a state that is worth a word stands by
  /// the subject.
  public static let usual: Set<QueueColumn> = Set(allCases).subtracting([.opened, .used, .state])

  /// Read from the cookie that keeps the choice: names with dots between, of which unknown ones are passed over.
  static func chosen(_ text: String?) -> Set<QueueColumn> {
    guard let text else { return usual }
    return Set(text.split(separator: ".").compactMap { QueueColumn(rawValue: String($0)) })
  }

  /// As the cookie keeps it. Never empty, which would take the cookie away.
  static func text(_ columns: Set<QueueColumn>) -> String {
    columns.isEmpty ? "none" : allCases.filter(columns.contains).map(\.rawValue).joined(separator: ".")
  }
}

extension QueuePage {
  /// The boxes that choose the columns; kept for this reader's browser.
  func choice(_ html: HTML) {
    html.details(.class("chooser")) {
      html.summary("Columns")
      html.form(.action("/queue"), .method("get"), .class("inline-fields")) {
        html.input(.type("hidden"), .name("q"), .value(query))
        html.input(.type("hidden"), .name("sort"), .value(sort))
        html.input(.type("hidden"), .name("columns"), .value("chosen"))
        for column in QueueColumn.allCases {
          html.div(.class("choice")) {
            let id = "column-" + column.rawValue
            html.input(
              .type("checkbox"), .id(id), .name("column"), .value(column.rawValue),
              .checked(columns.contains(column)))
            html.label(column.title, .for(id))
          }
        }
        html.button("Show these", .class("button"))
      }
    }
  }
}
