import Core
import Duty
import DutyUseCases
import Escalation
import Kernel
import OrganisationUseCases
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import TicketsUseCases

/// What of a ticket says whom a rung tells.
struct LadderSubject: Hashable, Sendable {
  /// Nil of one that is only thought of.
  var ticket: RecordID?
  var number: String
  var requester: String?
  var assignee: String?
  var team: String?
  var attributes: [String: String]
}

/// Somebody whom a rung tells, or would.
struct LadderPerson: Sendable {
  var person: Person
  var audience: LadderAudience
  /// Why they cannot be told, in words that follow their name.
  var obstacle: String?
  /// What becomes of their message at that instant, where nothing stands against telling them.
  var outlook = ReachOutlook.goesOut
}

/// Whom a rung tells at an instant.
struct LadderCrowd: Sendable {
  var people: [LadderPerson] = []
  /// Why audiences are empty, in words.
  var missing: [String] = []

  /// Why nobody is told, in words; why one of them cannot be stands with that person.
  var why: String {
    missing.isEmpty && !people.isEmpty && people.allSatisfy { $0.obstacle != nil || $0.outlook == .unwanted }
      ? "none of them can be told" : missing.joined(separator: "; ")
  }

  var reached: [LadderReached] {
    people.map { one in
      var reached = LadderReached(one.person.id.text, one.audience, obstacle: one.obstacle)
      switch one.outlook {
      case .goesOut: break
      case .held(let until): reached.heldUntil = until
      case .unwanted: reached.obstacle = one.obstacle ?? "has chosen to be told nothing of this"
      }
      return reached
    }
  }
}

extension Look {
  /// The same look in the engine's name: whom a rung tells does not depend on who asks.
  private var engine: Look { Look(transaction, app: app, principal: .system("engine"), now: now) }

  /// Whom a rung tells at an instant, each person once, what becomes of their messages by their quiet hours and choices,
  /// and why nobody where an audience is empty.
  ///
  /// - Parameter isServed: Whether the ways that work are those of this process; else every verified one is taken to.
  func crowd(
    _ rung: LadderRung, _ subject: LadderSubject, at instant: Instant, isServed: Bool = true
  ) throws -> LadderCrowd {
    var crowd = LadderCrowd()
    let urgency = try self.urgency(of: rung, subject)
    var seen: Set<RecordID> = []
    for audience in rung.tells {
      let (people, missing) = try members(of: audience, subject, at: instant)
      if people.isEmpty { crowd.missing.append(missing) }
      for person in people.sorted(by: { $0.name < $1.name }) where seen.insert(person.id).inserted {
        guard crowd.people.count < LadderLimit.people else {
          crowd.missing.append("no more than \(LadderLimit.people) are told by one rung")
          return crowd
        }
        var one = LadderPerson(
          person: person, audience: audience,
          obstacle: try obstacle(telling: person, of: subject.ticket, isServed: isServed))
        if one.obstacle == nil {
          one.outlook = try outlook(telling: person, audience.reason, urgency, at: instant, isServed: isServed)
        }
        crowd.people.append(one)
      }
    }
    return crowd
  }

  /// Whether what a rung says can wait.
  func urgency(of rung: LadderRung, _ subject: LadderSubject) throws -> ReachUrgency {
    try self.urgency(ofPriority: subject.attributes["priority"], isUrgent: rung.moment.isPastTarget)
  }

  private func members(
    of audience: LadderAudience, _ subject: LadderSubject, at instant: Instant
  ) throws -> (people: [Person], missing: String) {
    switch audience {
    case .assignee:
      return (try person(named: subject.assignee), "nobody has the ticket")
    case .requester:
      return (try person(named: subject.requester), "its requester is not known")
    case .person(let id):
      return (try PeopleStore.person(RecordID(id), in: transaction).map { [$0] } ?? [], "somebody who is named is gone")
    case .team(let key):
      guard let key = key ?? subject.team else { return ([], "no team has the ticket") }
      return (try engine.staff(of: key, limit: LadderLimit.people), "nobody of the team \(key) can be given work")
    case .lead(let key), .deputy(let key):
      guard let key = key ?? subject.team else { return ([], "no team has the ticket") }
      var isDeputy = false
      if case .deputy = audience { isDeputy = true }
      let id = try lead(ofTeam: key, deputy: isDeputy)
      return (
        try id.flatMap { try PeopleStore.person($0, in: transaction) }.map { [$0] } ?? [],
        "the team \(key) has no \(isDeputy ? "deputy lead" : "lead")"
      )
    case .duty(let key):
      guard let key = key ?? subject.team else { return ([], "no team has the ticket") }
      guard try PeopleStore.teamExists(key, in: transaction) else { return ([], "there is no team \(key)") }
      let duty = try WhoIsOnDuty(at: instant, team: key, limit: PageLimits.most).answer(from: engine)
      let people = duty.items.compactMap { $0.place.holder.person.flatMap { duty.people[$0] } }
      return (
        people, duty.items.isEmpty ? "the team \(key) has no roster" : "nobody is on duty for the team \(key)"
      )
    case .role(let key):
      return (
        try engine.people(holdingRole: key, limit: LadderLimit.people), "nobody who can sign in has the role \(key)"
      )
    }
  }

  private func person(named name: String?) throws -> [Person] {
    try name.flatMap { try PeopleStore.person(named: $0, in: transaction) }.map { [$0] } ?? []
  }
}

extension LadderAudience {
  /// By which of their choices somebody is told.
  var reason: ReachReason { self == .requester ? .progressed : .escalated }
}
