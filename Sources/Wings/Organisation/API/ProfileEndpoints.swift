import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases
import PeopleAPI
import PeopleUseCases

/// Where people belong, what they can, and what of it ends.
struct ProfileEndpoints {
  let app: App

  var all: [Endpoint] { [show, change, certificates, skilled] }

  private static let skill = JSONSchema.named(
    "SkillHeld",
    .object([
      .init("skill", JSONSchema.line(1...100).says("The key of a skill.", example: "network")),
      .init("level", JSONSchema.integer(1...5).says(levels)),
      .optional(
        "until", JSONSchema.date.orNull.says("The last day on which the certificate is good; null where it has no end.")
      ),
    ]))

  private static let levels = SkillLevel.allCases.map { "\($0.rawValue) \($0.words)" }.joined(separator: ", ") + "."

  private static let profile = JSONSchema.named(
    "PersonProfile",
    .object([
      .init("name", JSONSchema.string.says("The sign-in name.")), .init("organisation", JSONSchema.string.orNull),
      .init("site", JSONSchema.string.orNull), .init("languages", .list(.string)), .init("skills", .list(skill)),
      .init("leads", JSONSchema.list(.string).says("Teams that they lead, or stand in at.")),
      .init("version", JSONSchema.count.says("0 where nothing has been said yet.")),
    ]))

  private static func json(_ held: SkillHeld) -> JSON {
    [
      "skill": .string(held.skill), "level": .integer(Int64(held.level.rawValue)),
      "until": .text(held.until?.iso8601) ?? .null,
    ]
  }

  private static func json(_ shown: ProfileShown) -> JSON {
    [
      "name": .string(shown.person.name), "organisation": .text(shown.person.organisation) ?? .null,
      "site": .text(shown.profile.site) ?? .null, "languages": .array(shown.profile.languages.map(JSON.string)),
      "skills": .array(shown.profile.skills.map(json)), "leads": .array(shown.leads.map(JSON.string)),
      "version": .integer(Int64(shown.profile.version)),
    ]
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/people/{name}/profile", feature: "Organisation", id: "showProfile",
      "Shows where somebody belongs, and what they can", access: .permission(.seeStructure),
      parameters: [PeopleEndpoints.parameter],
      responses: [.init(.ok, "The profile", ProfileEndpoints.profile, hasVersion: true)],
      handler: { call in
        let shown = try await app.ask(ShowProfile(of: call.place("name")), as: call.principal)
        return .json(ProfileEndpoints.json(shown), version: shown.profile.version)
      })
  }

  private var change: Endpoint {
    Endpoint(
      .patch, "/people/{name}/profile", feature: "Organisation", id: "changeProfile",
      "Says where somebody belongs, and what they can",
      description: """
        What is left out stays. Skills are given as a whole: what is not among them is taken away. Site and languages \
        take `structure.manage`; skills alone `skills.assess`.
        """,
      access: .permission(.assessSkills), parameters: [PeopleEndpoints.parameter, .ifMatch],
      body: .named(
        "ProfileDraft",
        .object([
          .optional("site", JSONSchema.line(1...100).orNull), .optional("languages", .list(.line(1...35), 0...20)),
          .optional("skills", .list(ProfileEndpoints.skill, 0...100)),
        ])),
      responses: [.init(.ok, "Changed", ProfileEndpoints.profile, hasVersion: true)],
      handler: { call in
        let body = call.body
        let draft = ProfileDraft(
          site: body["site"].map { $0.stringValue ?? "" },
          languages: body["languages"]?.arrayValue?.compactMap(\.stringValue),
          skills: try body["skills"]?.arrayValue?.enumerated().map { try ProfileEndpoints.held($1, at: $0) })
        _ = try await app.run(
          ChangeProfile(of: call.place("name"), draft, expecting: try call.seenVersion()), as: call.principal)
        let shown = try await app.ask(ShowProfile(of: call.place("name")), as: call.principal)
        return .json(ProfileEndpoints.json(shown), version: shown.profile.version)
      })
  }

  private static func held(_ json: JSON, at index: Int) throws -> SkillHeld {
    let until = try json["until"]?.stringValue.map { text in
      guard let date = CivilDate(parsing: text) else {
        throw MainstayError.field("skills[\(index)].until", "is no date, like 2027-03-31")
      }
      return date
    }
    guard let level = json["level"]?.integerValue.flatMap({ SkillLevel(rawValue: Int($0)) }) else {
      throw MainstayError.field("skills[\(index)].level", "is a whole number from 1 to 5")
    }
    return SkillHeld(json["skill"]?.stringValue ?? "", level, until: until)
  }

  private static let certificate = JSONSchema.named(
    "Certificate",
    .object([
      .init("name", JSONSchema.string.says("The sign-in name.")), .init("displayName", .string),
      .init("skill", .string), .init("level", .integer(1...5)), .init("until", JSONSchema.date.orNull),
      .init("daysLeft", JSONSchema.integer(-100_000_000...100_000_000).orNull.says("Below 0 where it has ended.")),
    ]))

  private static func json(_ one: Certificate, today: CivilDate) -> JSON {
    [
      "name": .string(one.name), "displayName": .string(one.displayName), "skill": .string(one.held.skill),
      "level": .integer(Int64(one.held.level.rawValue)), "until": .text(one.held.until?.iso8601) ?? .null,
      "daysLeft": one.held.until.map { .integer(Int64($0.daysSince1970 - today.daysSince1970)) } ?? .null,
    ]
  }

  private var certificates: Endpoint {
    Endpoint(
      .get, "/certificates", feature: "Organisation", id: "listCertificates",
      "Lists certificates that end soon, or ended of late",
      description: """
        The first to end first, at most \(ListCertificates.most), with those that ended in the last \
        \(ListCertificates.past) days. Days are those of UTC.
        """,
      access: .permission(.seeStructure),
      parameters: [
        .query(
          "days", .integer(0...Int64(ListCertificates.mostDays)),
          "Within so many days from today; \(ListCertificates.usual) if not said.")
      ],
      responses: [
        .init(
          .ok, "Certificates",
          .object([
            .init("items", .list(ProfileEndpoints.certificate)),
            .init("more", JSONSchema.boolean.says("Whether there are more than are listed.")),
            .init("unreadable", .list(.string)),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListCertificates(days: call.integer("days") ?? ListCertificates.usual), as: call.principal)
        return .json([
          "items": .array(found.items.map { ProfileEndpoints.json($0, today: found.today) }),
          "more": .bool(found.hasMore), "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var skilled: Endpoint {
    Endpoint(
      .get, "/skills/{key}/people", feature: "Organisation", id: "listSkilled", "Lists who has a skill, the best first",
      description: "At most \(ListSkilled.most), of those who can sign in.", access: .permission(.seeStructure),
      parameters: [.path("key", .line(1...100), "The key of the skill.")],
      responses: [.init(.ok, "People", .object([.init("items", .list(ProfileEndpoints.certificate))]))],
      handler: { call in
        let found = try await app.ask(ListSkilled(call.place("key")), as: call.principal)
        let today = app.deskDay(of: call.now)
        return .json(["items": .array(found.map { ProfileEndpoints.json($0, today: today) })])
      })
  }
}
