import Kernel
import Markup

/// What giving several tickets away would do, before it is done.
public struct AssignManyPage: Page {
  public var title: String { "Assign \(Words.count(numbers.count, "ticket", "tickets"))?" }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] { [Crumb("Queue", back)] }
  public var numbers: [String]
  public var team: String?
  public var assignee: String?
  public var back: String

  public init(numbers: [String], team: String?, assignee: String?, back: String) {
    (self.numbers, self.team, self.assignee, self.back) = (numbers, team, assignee, back)
  }

  public func write(_ html: HTML, for reader: Reader) {
    let to = [team.map { "team \($0)" }, assignee].compactMap { $0 }.joined(separator: ", ")
    html.heading(title, lead: "They go to \(to). Their history shows it, and clocks that depend on the team follow.")
    html.p(numbers.joined(separator: ", "))
    html.postForm("/queue/assign", reader: reader) {
      for number in numbers { html.input(.type("hidden"), .name("ticket"), .value(number)) }
      if let team { html.input(.type("hidden"), .name("team"), .value(team)) }
      if let assignee { html.input(.type("hidden"), .name("assignee"), .value(assignee)) }
      html.input(.type("hidden"), .name("back"), .value(back))
      html.input(.type("hidden"), .name("confirmed"), .value("yes"))
      html.div(.class("actions")) {
        html.button("Assign", .class("button main"))
        html.a("Back", .class("button"), .href(back))
      }
    }
  }
}
