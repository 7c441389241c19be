import Core
import Directories
import DirectoriesUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// Directories that say who there is, and the rules by which they are believed.
struct DirectoryEndpoints {
  let app: App

  var all: [Endpoint] { [list, add, show, change, rotate, remove, trial, look] }

  private static let kinds = DirectoryKind.allCases.map(\.rawValue)
  private static let roles = JSONSchema.oneOf(Role.allCases.filter { $0 != .system }.map(\.rawValue))
  private static let place = Endpoint.Parameter.path("directory", .recordID, "The directory.")

  private static let condition: [JSONSchema.Field] = [
    .init("claim", .line(1...300)), .init("is", JSONSchema.line(1...300).says("Whatever the case of its letters.")),
  ]
  private static let rule = JSONSchema.named(
    "AdmissionRule",
    .object([
      .init("name", JSONSchema.line(1...300).says("The claim that sign-in names are made of.", example: "userName")),
      .optional("creates", JSONSchema.boolean.says("Whether who has no account here gets one.")),
      .optional("adopts", JSONSchema.boolean.says("Whether an account that is here is taken over by its name.")),
      .optional("takesTickets", JSONSchema.boolean.says("Whether tickets of before for the name become theirs.")),
      .optional("role", roles),
      .optional("needs", .list(.object(condition), 0...AdmissionRule.mostLines)),
      .optional(
        "grants",
        .list(
          .object(condition + [.optional("role", roles.orNull), .optional("teams", .list(.key, 0...50))]),
          0...AdmissionRule.mostLines)),
    ]))
  private static let settings = JSONSchema.any.says(
    "Of `oidc`: `issuer`, `clientId`, `scope`; of `ldap`: `url`, `bindDn`, `base`, `filter`, `idAttribute`, "
      + "`nameAttribute`, `groupAttribute`, `mostGone`.", example: [:])
  private static let details: [JSONSchema.Field] = [
    .init("label", .within(.label)), .optional("active", .boolean), .optional("settings", settings),
    .init("rule", rule),
    .optional("secret", JSONSchema.line(1...500).says("Of `oidc` and `ldap`; left out, it stays.")),
  ]
  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("url", .string), .init("kind", .oneOf(kinds)), .init("label", .string),
    .init("active", .boolean), .init("settings", .any), .init("rule", rule), .init("createdAt", .instant),
    .init("version", .count),
  ]
  private static let directory = JSONSchema.named("Directory", .object(fields))

  private static func members(_ directory: Directory) -> [String: JSON] {
    [
      "id": .string(directory.id.text), "url": .string("/api/v1/directories/" + directory.id.text),
      "kind": .string(directory.kind.rawValue), "label": .string(directory.label), "active": .bool(directory.isActive),
      "settings": directory.settings.json, "rule": directory.rule.json,
      "createdAt": .string(directory.createdAt.rfc3339), "version": .integer(Int64(directory.version)),
    ]
  }

  private static func draft(_ kind: DirectoryKind, _ body: JSON) throws -> DirectoryDraft {
    var faults: [FieldFault] = []
    func reading<T>(_ path: String, _ read: () throws -> T) throws -> T? {
      do {
        return try read()
      } catch MainstayError.invalid(let found) {
        faults += found.map { FieldFault(path + "." + $0.path, $0.message) }
        return nil
      }
    }
    let settings = try reading("settings") { try DirectorySettings(kind, body["settings"] ?? [:]) }
    let rule = try reading("rule") { try AdmissionRule(body["rule"] ?? [:]) }
    guard let settings, let rule else { throw MainstayError.invalid(faults) }
    return DirectoryDraft(
      label: body["label"]?.stringValue ?? "", settings: settings, rule: rule,
      isActive: body["active"]?.boolValue ?? true, secret: body["secret"]?.stringValue)
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/directories", feature: "Directories", id: "listDirectories", "Lists directories, without their secrets",
      access: .permission(.manageDirectories),
      responses: [
        .init(
          .ok, "Directories",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "DirectoryLine",
                  .object(DirectoryEndpoints.fields + [.init("people", .count), .init("groups", .count)]))))
          ]))
      ],
      handler: { call in
        let lines = try await app.ask(ListDirectories(), as: call.principal)
        return .json([
          "items": .array(
            lines.map { line in
              var members = DirectoryEndpoints.members(line.directory)
              members["people"] = .integer(Int64(line.people))
              members["groups"] = .integer(Int64(line.groups))
              return .object(members)
            })
        ])
      })
  }

  private var add: Endpoint {
    Endpoint(
      .post, "/directories", feature: "Directories", id: "addDirectory", "Adds a directory",
      description: """
        Takes somebody who is signed in and has proved the own password (`proveSession`). The secret of a directory that \
        sends people here (`scim`, below `/scim/v2`) is in this answer alone.
        """, access: .permission(.manageDirectories),
      body: .named(
        "NewDirectory",
        .object([.init("kind", .oneOf(DirectoryEndpoints.kinds))] + DirectoryEndpoints.details)),
      responses: [
        .init(
          .created, "Added",
          .object(DirectoryEndpoints.fields + [.init("secret", JSONSchema.string.orNull.says("Told this once."))]),
          hasVersion: true)
      ],
      handler: { call in
        let kind = call.body["kind"]?.stringValue.flatMap(DirectoryKind.init) ?? .scim
        let command = AddDirectory(try DirectoryEndpoints.draft(kind, call.body))
        return try await call.perform(command, on: app) { answer in
          var members = DirectoryEndpoints.members(answer.directory)
          members["secret"] = .text(answer.secret) ?? .null
          return Outcome(.created, .object(members), version: answer.directory.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/directories/{directory}", feature: "Directories", id: "showDirectory", "Shows a directory",
      access: .permission(.manageDirectories), parameters: [DirectoryEndpoints.place],
      responses: [.init(.ok, "The directory", DirectoryEndpoints.directory, hasVersion: true)],
      handler: { call in
        let found = try await app.ask(ShowDirectory(RecordID(call.place("directory"))), as: call.principal)
        return .json(.object(DirectoryEndpoints.members(found)), version: found.version)
      })
  }

  private var change: Endpoint {
    Endpoint(
      .put, "/directories/{directory}", feature: "Directories", id: "changeDirectory",
      "Changes a directory as a whole; its kind stays",
      description: "Takes somebody who is signed in and has proved the own password (`proveSession`).",
      access: .permission(.manageDirectories), parameters: [DirectoryEndpoints.place, .ifMatch],
      body: .named("DirectoryDetails", .object(DirectoryEndpoints.details)),
      responses: [.init(.ok, "Changed", DirectoryEndpoints.directory, hasVersion: true)],
      handler: { call in
        let id = RecordID(call.place("directory"))
        let kind = try await app.ask(ShowDirectory(id), as: call.principal).kind
        let command = ChangeDirectory(
          id, try DirectoryEndpoints.draft(kind, call.body), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(DirectoryEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var rotate: Endpoint {
    Endpoint(
      .post, "/directories/{directory}/secret", feature: "Directories", id: "rotateDirectorySecret",
      "Gives a directory that sends people here another secret", access: .permission(.manageDirectories),
      parameters: [DirectoryEndpoints.place],
      responses: [.init(.ok, "The secret, told this once", .object([.init("secret", .string)]))],
      handler: { call in
        let secret = try await app.run(RotateDirectorySecret(RecordID(call.place("directory"))), as: call.principal)
        return .json(["secret": .string(secret)])
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/directories/{directory}", feature: "Directories", id: "removeDirectory",
      "Takes a directory away; its people stay", access: .permission(.manageDirectories),
      parameters: [DirectoryEndpoints.place], responses: [.init(.noContent, "It is gone", nil)],
      handler: { call in
        try await app.run(RemoveDirectory(RecordID(call.place("directory"))), as: call.principal)
        return .noContent
      })
  }

  private var trial: Endpoint {
    Endpoint(
      .post, "/directory-trials", feature: "Directories", id: "tryAdmission",
      "Says what a rule would make of claims; nothing happens", access: .permission(.manageDirectories),
      body: .object([
        .init("rule", DirectoryEndpoints.rule),
        .init("claims", JSONSchema.any.says("Texts, or lists of texts, by name.", example: ["groups": ["it-desk"]])),
      ]),
      responses: [
        .init(
          .ok, "What it comes to",
          .object([
            .init("admitted", .boolean), .init("reasons", .list(.string)),
            .init(
              "person",
              JSONSchema.object([
                .init("name", .string), .init("displayName", .string), .init("email", JSONSchema.string.orNull),
                .init("role", DirectoryEndpoints.roles), .init("teams", .list(.string)),
              ]).orNull),
          ]))
      ],
      handler: { call in
        let rule: AdmissionRule
        do {
          rule = try AdmissionRule(call.body["rule"] ?? [:])
        } catch MainstayError.invalid(let faults) {
          throw MainstayError.invalid(faults.map { FieldFault("rule." + $0.path, $0.message) })
        }
        let found = try await app.ask(
          TryAdmission(rule, on: DirectoryEndpoints.claims(call.body["claims"])), as: call.principal)
        return .json([
          "admitted": .bool(found.found != nil), "reasons": .array(found.reasons.map(JSON.string)),
          "person": found.found.map { person in
            [
              "name": .string(person.name), "displayName": .string(person.displayName),
              "email": .text(person.email) ?? .null, "role": .string(person.role.rawValue),
              "teams": .array(person.teams.map(JSON.string)),
            ]
          } ?? .null,
        ])
      })
  }

  private var look: Endpoint {
    Endpoint(
      .post, "/directories/looks", feature: "Directories", id: "lookAtDirectories",
      "Looks at all directories that are asked (LDAP) now, and not at the next look",
      description: "What is wrong with one is listed with the background work that fails.",
      access: .permission(.manageDirectories),
      responses: [
        .init(.ok, "Looked at", .object([.init("changed", JSONSchema.count.says("People who were changed."))]))
      ],
      handler: { call in
        let changed = try await app.lookAtDirectoriesNow(as: call.principal)
        return .json(["changed": .integer(Int64(changed))])
      })
  }

  private static func claims(_ json: JSON?) throws -> Claims {
    guard let members = json?.objectValue else {
      throw MainstayError.field("claims", "must be an object of texts and lists of texts")
    }
    var claims: Claims = [:]
    for (key, value) in members {
      let texts = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue)
      guard let texts else { throw MainstayError.field("claims." + key.prefix(utf8Bytes: 80), "must be texts") }
      claims[key] = texts
    }
    return claims
  }
}
