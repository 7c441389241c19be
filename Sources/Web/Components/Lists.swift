import Kernel
import Markup

/// A page of a list, by cursor.
public struct Pager: Hashable, Sendable {
  /// Where the next rows are; nil at the end.
  public var next: String?
  /// Where the first rows are; nil when these are they.
  public var first: String?
  /// What stands here: `50 tickets`.
  public var shows: String

  public init(shows: String, next: String? = nil, first: String? = nil) {
    (self.shows, self.next, self.first) = (shows, next, first)
  }
}

/// A tab, which is a link.
public struct Tab: Hashable, Sendable {
  public var title: String
  public var path: String
  public var isHere: Bool
  public var count: Int?

  public init(_ title: String, _ path: String, isHere: Bool, count: Int? = nil) {
    (self.title, self.path, self.isHere, self.count) = (title, path, isHere, count)
  }
}

/// A column's heading.
public struct Column: Sendable {
  var title: String
  var isNumber: Bool
  var isHidden: Bool
  /// Holds a box that ticks all rows.
  var picks: Bool
  /// Gives way where there is little room.
  var isSpare: Bool
  var sort: (path: String, order: String?)?

  public init(
    _ title: String, number: Bool = false, hidden: Bool = false, picks: Bool = false, spare: Bool = false,
    sort: (path: String, order: String?)? = nil
  ) {
    (self.title, isNumber, isHidden, self.picks, self.sort) = (title, number, hidden, picks, sort)
    isSpare = spare
  }
}

/// Rows of a table under a heading of their own.
public struct RowGroup {
  var title: String?
  var rows: () -> Void
  /// - Parameter title: nil for rows that need no heading.
  public init(_ title: String?, _ rows: @escaping () -> Void) { (self.title, self.rows) = (title, rows) }
}

extension HTML {
  /// The page's title with what can be done beside it, and a line below.
  public func heading(_ title: String, lead: String? = nil, actions: () -> Void = {}) {
    header {
      div(.class("title-row")) {
        h1(title.revealed)
        div(.class("actions")) { actions() }
      }
      if let lead { p(lead, .class("lead")) }
    }
  }

  /// A part of a page under its own heading.
  public func part(_ title: String, id: String? = nil, aside: () -> Void = {}, content: () -> Void) {
    section(.when(id != nil, .id(id ?? ""))) {
      div(.class("section-head")) {
        h2(title)
        div(.class("aside")) { aside() }
      }
      content()
    }
  }

  public func tabs(_ tabs: [Tab], label: String) {
    nav(.class("tabs"), .aria("label", label)) {
      ul {
        for tab in tabs {
          li {
            a(.href(tab.path), .current(tab.isHere)) {
              text(tab.title)
              if let count = tab.count { span(Words.grouped(count), .class("count")) }
            }
          }
        }
      }
    }
  }

  /// A table that scrolls sideways by itself where it is too wide. `stacks`: on a phone its rows become blocks.
  public func table(
    _ name: String, columns: [Column], stacks: Bool = false, caption visible: String? = nil, rows: () -> Void
  ) {
    withoutActuallyEscaping(rows) { rows in
      table(name, columns: columns, groups: [RowGroup(nil, rows)], stacks: stacks, caption: visible)
    }
  }

  /// As above, with its rows in groups.
  public func table(
    _ name: String, columns: [Column], groups: [RowGroup], stacks: Bool = false, caption visible: String? = nil
  ) {
    let frame: [Attribute] = [.class("table-scroll"), .role("region"), .aria("label", name), .tabindex(0)]
    element("div", stacks ? [.class("table-scroll")] : frame) {
      element("table", stacks ? [.class("stacks")] : []) {
        caption(visible ?? name, .class(visible == nil ? "unseen" : ""))
        thead {
          tr {
            for column in columns { head(column) }
          }
        }
        for group in groups {
          tbody {
            if let title = group.title {
              tr(.class("group")) { th(title, .scope("rowgroup"), .colspan(columns.count)) }
            }
            group.rows()
          }
        }
      }
    }
  }

  private func head(_ column: Column) {
    let order: Attribute = column.sort?.order.map { .aria("sort", $0) } ?? .none
    th(
      .scope("col"), .when(column.isNumber, .class("num")), .when(column.picks, .class("pick")),
      .when(column.isSpare, .class("spare")), order
    ) {
      if column.picks {
        label(.class("needs-script")) {
          input(.type("checkbox"), .data("pick-all", ""), .aria("label", "Tick all of this page"))
        }
      }
      if let sort = column.sort {
        a(column.title, .href(sort.path))
      } else if column.isHidden {
        span(column.title, .class("unseen"))
      } else {
        text(column.title)
      }
    }
  }

  public func pager(_ pager: Pager) {
    nav(.class("pager"), .aria("label", "Pages of this list")) {
      span(pager.shows)
      div(.class("actions")) {
        if let first = pager.first { a("First page", .class("button"), .href(first), .rel("first")) }
        if let next = pager.next {
          a(.class("button"), .href(next), .rel("next")) {
            text("Next page")
            icon(.right)
          }
        }
      }
    }
  }

  /// Terms and their values.
  public func facts(_ content: () -> Void) { element("dl", [.class("facts")], content) }

  public func fact(_ term: String, _ value: () -> Void) {
    dt(term)
    dd { value() }
  }

  public func fact(_ term: String, _ value: String?) {
    dt(term)
    dd { if let value, !value.isEmpty { text(value) } else { span("none", .class("soft")) } }
  }

  /// Large numbers with what they count.
  public func figures(_ figures: [(term: String, value: String, note: String?, path: String?)]) {
    dl(.class("figures")) {
      for figure in figures {
        div {
          dt(figure.term)
          dd {
            if let path = figure.path { a(figure.value, .href(path)) } else { text(figure.value) }
            if let note = figure.note { small(" " + note) }
          }
        }
      }
    }
  }
}
