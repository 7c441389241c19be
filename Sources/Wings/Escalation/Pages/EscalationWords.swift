import Components
import Escalation
import EscalationUseCases
import Kernel
import Markup
import Reach
import ReachUseCases

extension ToldState {
  /// How a message fares, in words.
  var escalationWords: String {
    switch self {
    case .waiting: "held"
    case .underway: "on its way"
    case .arrived: "delivered"
    case .failed: "not delivered"
    case .dropped: "not sent"
    }
  }
}

extension LadderFiring {
  /// Why it came, in words.
  var causeWords: String {
    switch cause {
    case .moment: "its moment"
    case .unacknowledged: "the rung before was not acknowledged"
    case .nobody: "the rung before reached nobody"
    case .outside: "the rung before stood outside its hours"
    case .again: "told again: it was not acknowledged"
    case .anew: "the ladder begins anew"
    }
  }
}

extension Escalated {
  /// Whether it told nobody at its moment, and a message of it waits for the end of quiet hours.
  var isHeld: Bool { firing.failedAt != nil && people.contains { $0.standing?.state == .waiting } }
  /// Whether it told nobody at its moment, and somebody later.
  var isLate: Bool {
    firing.failedAt != nil
      && people.contains { $0.seenAt != nil || $0.standing?.state == .arrived || $0.standing?.state == .underway }
  }
}

extension LadderRung {
  /// `75% of resolution`, `breach`, `after rung 2`.
  func title(_ place: Int) -> String { "Rung \(place + 1), \(moment.text)" }
}

extension HTML {
  /// What has come of a firing, as a chip.
  func firingState(_ one: Escalated) {
    switch one.firing.state {
    case .told where one.firing.needed > 0 && one.firing.acknowledgedAt != nil: chip(.good, .done, "acknowledged")
    case .told where one.isHeld: chip(.warn, .moon, "held by quiet hours")
    case .told where one.isLate: chip(.plain, .send, "told later")
    case .told where one.firing.failedAt != nil: chip(.bad, .fault, "reached nobody")
    case .told where one.isAsking: chip(.warn, .hourglass, "asks")
    case .told where one.firing.needed > 0: chip(.plain, .dash, "not acknowledged")
    case .told: chip(.good, .send, "told")
    case .waiting: chip(.plain, .moon, "waits for its hours")
    case .nobody: chip(.bad, .fault, "nobody was told")
    case .passed: chip(.plain, .right, "passed on")
    case .lapsed: chip(.plain, .dash, "fell away")
    }
  }

  /// What will come of a firing, as a chip.
  func foreseenState(_ firing: LadderFiring) {
    switch firing.state {
    case .told where firing.failedAt != nil: chip(.warn, .moon, "held by quiet hours")
    case .told: chip(.plain, .send, "tells")
    case .waiting: chip(.plain, .moon, "waits for its hours")
    case .nobody: chip(.bad, .fault, "nobody to tell")
    case .passed: chip(.plain, .right, "passes on")
    case .lapsed: chip(.plain, .dash, "falls away")
    }
  }

  /// Whom it told or tells, and what came of it.
  func escalatedPeople(_ one: Escalated, for reader: Reader) {
    reachedPeople(one.people, for: reader)
    if !one.firing.why.isEmpty { span(.class("under")) { bdi(Forms.sentence(one.firing.why)) } }
  }

  func reachedPeople(_ people: [Escalated.Reached], for reader: Reader) {
    guard !people.isEmpty else { return }
    ul(.class("plain")) {
      for one in people {
        li {
          person(PersonName(one.name, display: one.displayName))
          span(.class("under")) {
            if let obstacle = one.obstacle {
              bdi(obstacle)
            } else if let until = one.heldUntil {
              text("held until ")
              moment(until, .day, for: reader)
              text(" by their quiet hours")
            } else if let at = one.acknowledgedAt {
              text("acknowledged ")
              moment(at, .short, for: reader)
            } else if let at = one.seenAt {
              text("seen ")
              moment(at, .short, for: reader)
            } else if let standing = one.standing {
              text(standing.state.escalationWords)
              if !standing.why.isEmpty {
                text(": ")
                bdi(standing.why)
              }
            } else {
              if case .person = one.audience { text("named by the ladder") } else { bdi(one.audience.words()) }
            }
          }
        }
      }
    }
  }
}
