import Components
import Kernel
import Markup

/// What giving several tickets away would do, before it is done.
public struct AssignManyPage: Page {
  public var title: String { "Assign \(Words.count(rows.count + more, "ticket", "tickets"))?" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb("Queue", back)] }
  public var rows: [Row]
  public var team: String?
  public var assignee: PersonName?
  public var back: String
  /// Whose open tickets they are, all of them; nil where they were ticked.
  public var owner: String?
  /// Tickets beside those that are shown.
  public var more: Int
  /// They are taken from their owners.
  public var toNobody = false
  /// Tickets of the list that are beyond what is assigned at once; counted up to the bound of counts.
  public var beyond = 0

  /// A ticket and who has it now.
  public struct Row: Sendable {
    public var number: String
    public var subject: String
    public var team: String?
    public var assignee: PersonName?
    public init(number: String, subject: String, team: String? = nil, assignee: PersonName? = nil) {
      (self.number, self.subject, self.team, self.assignee) = (number, subject, team, assignee)
    }
  }

  public init(
    rows: [Row], team: String?, assignee: PersonName?, back: String, owner: String? = nil, more: Int = 0
  ) {
    (self.rows, self.team, self.assignee, self.back) = (rows, team, assignee, back)
    (self.owner, self.more) = (owner, more)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading(title, lead: "Their history shows it, and clocks that depend on the team follow.")
    let columns = [Column("Number"), Column("Subject"), Column("With now"), Column("With then")]
    html.table("What changes", columns: columns, stacks: true) {
      for row in rows {
        html.tr {
          html.td(row.number, .class("tight"))
          html.td(.class("subject")) { html.bdi(row.subject) }
          let now = AssignManyPage.holder(row.team, row.assignee)
          html.td(now, .data("label", "Now"))
          // Another team begins without an owner.
          let kept = !toNobody && (team == nil || team == row.team) ? row.assignee : nil
          let then = AssignManyPage.holder(team ?? row.team, assignee ?? kept)
          html.td(then == now ? "as it is" : then, .data("label", "Then"))
        }
      }
    }
    if beyond > 0 {
      html.notice(.warn) {
        html.p(
          "At most \(rows.count) tickets are assigned at once. The list has more; these are its first. Assign them, then "
            + "come back for the others.")
      }
    }
    if more > 0 { html.p("And \(Words.count(more, "ticket", "tickets")) more, not listed here.") }
    html.postForm("/queue/assign", reader: reader) {
      if let owner {
        html.input(.type("hidden"), .name("owner"), .value(owner))
      } else {
        for row in rows { html.input(.type("hidden"), .name("ticket"), .value(row.number)) }
      }
      if let team { html.input(.type("hidden"), .name("team"), .value(team)) }
      if let owner = toNobody ? Choice.nobody.value : assignee?.signIn {
        html.input(.type("hidden"), .name("assignee"), .value(owner))
      }
      html.input(.type("hidden"), .name("back"), .value(back))
      html.input(.type("hidden"), .name("confirmed"), .value("yes"))
      html.div(.class("actions")) {
        html.button("Assign", .class("button main"))
        html.a("Back", .class("button"), .href(owner == nil ? QueuePage.ticking(rows.map(\.number), on: back) : back))
      }
    }
  }

  private static func holder(_ team: String?, _ assignee: PersonName?) -> String {
    let names = [team, assignee?.shown].compactMap { $0 }
    return names.isEmpty ? "nobody" : names.joined(separator: ", ")
  }
}
