import Components
import FirstSteps
import FirstStepsUseCases
import Kernel
import Markup

/// The way from an empty desk to its first ticket: what is done, what is left, and where to go on.
public struct FirstStepsPage: Page {
  public var title: String { "First steps" }
  public var place: Place? { .firstSteps }
  public var words: [Term] { [.agreement, .calendar, .clock, .deadline] }

  public var shown: FirstStepsShown
  /// Whether a log of another tool was brought in, or is being.
  public var hasImports: Bool

  public init(_ shown: FirstStepsShown, hasImports: Bool = false) {
    (self.shown, self.hasImports) = (shown, hasImports)
  }
}

extension FirstStep {
  /// What a page calls it.
  var title: String {
    switch self {
    case .desk: "Name and time zone"
    case .hours: "Opening hours"
    case .teams: "Teams"
    case .people: "People"
    case .agreement: "An agreement"
    case .ticket: "The first ticket"
    }
  }

  /// What it is for, in a sentence.
  var purpose: String {
    switch self {
    case .desk: "What people see on every page, and the zone for those whose browser says none."
    case .hours: "When time counts. A ticket at night waits for the morning."
    case .teams:
      "Who takes tickets. New ones go to the team that was made first; of those added together, to the first by the alphabet."
    case .people: "Who signs in. Each gets a link to choose a password."
    case .agreement: "By when tickets are answered and resolved."
    case .ticket: "Open one, and see its deadline and the reason for it."
    }
  }

  /// Where it is taken.
  var path: String { self == .ticket ? "/tickets/new" : FirstStepsShown.path + "/" + rawValue }
}

extension HTML {
  /// The head of a step's page: what it is, and how far along the way.
  func stepHeading(_ step: FirstStep, lead: String) {
    heading(step.title, lead: lead) {
      let number = (FirstStep.allCases.firstIndex(of: step) ?? 0) + 1
      span("Step \(number) of \(FirstStep.allCases.count)", .class("soft nowrap"))
    }
  }
}

extension DeskStanding {
  /// What there is of a step, in a few words; nil where there is nothing.
  func words(_ step: FirstStep, desk: Desk?) -> String? {
    guard isDone(step) else { return nil }
    return switch step {
    case .desk: desk.map { "\($0.name), \($0.timeZone)" }
    case .hours: Words.count(calendars, "calendar", "calendars")
    case .teams: Words.count(teams, "team", "teams")
    case .people: Words.count(people, "person", "people")
    case .agreement: Words.count(agreements, "agreement", "agreements")
    case .ticket: "its clock runs"
    }
  }
}

extension FirstStepsPage {
  public func write(_ html: HTML, for reader: Reader) {
    let standing = shown.standing
    html.heading(
      standing.isOver ? "The desk works" : "First steps",
      lead: standing.isOver
        ? "Everything that it needs is there. This page leaves the menu."
        : "About \(Words.count(standing.minutesLeft, "minute", "minutes")) to the first ticket. Leave at any time: what "
          + "is done stays, and this page waits in the menu.")
    if let clock = shown.firstClock { firstClock(html, clock) }
    html.div(.class("columns")) {
      html.ol(.class("steps")) {
        for step in FirstStep.allCases { line(html, step, isNext: step == standing.next) }
      }
      html.aside(.aria("label", "Other ways")) {
        otherWay(html)
        if !standing.isOver { leaving(html, reader) }
      }
    }
  }

  private func line(_ html: HTML, _ step: FirstStep, isNext: Bool) {
    let done = shown.standing.words(step, desk: shown.desk)
    html.li(.class("step"), .when(isNext, .aria("current", "step"))) {
      if done == nil {
        html.span(String((FirstStep.allCases.firstIndex(of: step) ?? 0) + 1), .class("step-number"), .ariaHidden)
      } else {
        html.icon(.done)
      }
      html.div {
        html.h2(.class("step-title")) {
          html.a(step.title, .href(step.path))
        }
        html.p(step.purpose, .class("soft"))
      }
      html.div(.class("step-state")) {
        if let done {
          html.chip(.good, nil, done)
        } else {
          html.span("\(step.minutes) min" + (step.isNeeded ? "" : ", optional"), .class("soft small"))
        }
        if isNext {
          html.a(
            "Begin", .class("button main"), .href(step.path), .aria("label", "Begin: \(step.title)"), .autofocus)
        }
      }
    }
  }

  private func firstClock(_ html: HTML, _ clock: FirstClock) {
    let ticket = "/tickets/" + Address.encoded(clock.ticket)
    let why = "\(ticket)/clocks/\(Address.encoded(clock.clock))/\(clock.cycle)"
    html.notice(.good) {
      html.p {
        html.a(clock.ticket, .href(ticket))
        html.text(" has a clock. ")
        html.a("Here it is, and this is why it says so", .href(why))
        html.text(".")
      }
    }
  }

  private func otherWay(_ html: HTML) {
    html.part(shown.standing.isOver ? "Bring in an incident log" : "Look at an incident log first") {
      html.p(
        hasImports
          ? "A log was brought in. With an agreement in force before, its tickets have clocks too."
          : "Bring in a year of another tool's tickets and see which promises were kept. It is read and shown before "
            + "anything is written. Hours and an agreement first give its tickets clocks.")
      html.div(.class("actions")) {
        html.a(hasImports ? "See the imports" : "Choose a log", .class("button"), .href("/imports"))
      }
    }
  }

  private func leaving(_ html: HTML, _ reader: Reader) {
    html.part(shown.isLeftOut ? "Left out" : "Not needed?") {
      html.p(
        shown.isLeftOut
          ? "Somebody said that nobody needs to be led. Every step can still be taken here."
          : "If the desk is set up another way, by files or programs, this page need not stand in the menu.")
      html.postForm(FirstStepsShown.path + "/leave-out", reader: reader) {
        html.input(.type("hidden"), .name("leave"), .value(shown.isLeftOut ? "no" : "yes"))
        html.button(shown.isLeftOut ? "Lead through it again" : "Not needed", .class("button"))
      }
    }
  }
}
