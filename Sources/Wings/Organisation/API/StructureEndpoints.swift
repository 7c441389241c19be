import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases
import PeopleUseCases

/// Records of one kind of the structure.
struct StructureEndpoints {
  let app: App
  let kind: StructureKind

  var all: [Endpoint] { [list, show, save] }

  /// `/sites`; teams themselves stand at `/teams`.
  private var path: PathTemplate {
    switch kind {
    case .organisation: "/organisations"
    case .site: "/sites"
    case .desk: "/desks"
    case .team: "/team-places"
    case .skill: "/skills"
    }
  }

  private var pathText: String { kind == .team ? "/team-places" : "/" + kind.many }
  /// As programs call it in names of operations.
  private var noun: String {
    kind == .team ? "TeamPlace" : kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
  }
  /// What the installation is called is a `Desk` in the document already.
  private var schemaName: String { kind == .desk ? "ServiceDesk" : noun }
  private var nouns: String { kind == .team ? "TeamPlaces" : noun + "s" }
  private var words: String { kind == .team ? "place of a team" : kind.rawValue }

  private var place: Endpoint.Parameter {
    .path("key", JSONSchema.line(1...100), "The key.")
  }

  private func schema(_ field: StructureField) -> JSONSchema {
    let one: JSONSchema =
      switch field.shape {
      case .tier: .oneOf(Tier.self)
      case .text(let most): .line(1...most)
      default: .line(1...100)
      }
    return (field.isList ? JSONSchema.list(one, 0...StructureField.most) : one.orNull).says(field.hint)
  }

  private var record: JSONSchema {
    .named(
      schemaName,
      .object(
        [.init("key", .string), .init("url", .string), .init("name", .string)]
          + kind.fields.map { field in
            .init(
              field.key,
              field.isList ? JSONSchema.list(.string).says(field.hint) : JSONSchema.string.orNull.says(field.hint))
          } + [
            .init("active", .boolean),
            .init("version", JSONSchema.count.says("0 where nothing has been said of it yet.")),
          ]))
  }

  private func json(_ record: StructureRecord) -> JSON {
    var members: [String: JSON] = [
      "key": .string(record.key), "url": .string("/api/v1\(pathText)/" + record.key), "name": .string(record.name),
      "active": .bool(record.isActive), "version": .integer(Int64(record.version)),
    ]
    for field in kind.fields {
      let values = record.values[field.key] ?? []
      members[field.key] = field.isList ? .array(values.map(JSON.string)) : .text(values.first) ?? .null
    }
    return .object(members)
  }

  private var list: Endpoint {
    Endpoint(
      .get, path, feature: "Organisation", id: "list\(nouns)",
      "Lists \(kind == .team ? "places of teams" : kind.many) by key",
      description: kind.words, access: .permission(.seeStructure),
      parameters: [
        .query("q", .line(0...ListPeople.longestSearch), "Words in key or name."),
        .query("after", .line(1...100), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Records of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(record)), .init("next", JSONSchema.string.orNull),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListStructure(
            kind, search: call.text("q") ?? "", after: call.text("after"),
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.records.map(json)), "next": .text(found.next) ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, path + "/{key}", feature: "Organisation", id: "show\(noun)", "Shows the \(words)",
      access: .permission(.seeStructure), parameters: [place],
      responses: [.init(.ok, "The record", record, hasVersion: true)],
      handler: { call in
        let found = try await app.ask(ShowStructure(kind, call.place("key")), as: call.principal).record
        return .json(json(found), version: found.version)
      })
  }

  private var save: Endpoint {
    Endpoint(
      .put, path + "/{key}", feature: "Organisation", id: "save\(noun)",
      kind == .team
        ? "Says where a team belongs, its line, hours and leads" : "Makes a \(kind.rawValue), or changes it",
      description: """
        What is left out stays; null, or an empty list, takes away what stood there.\
        \(kind == .team ? " A team that is not there yet is added." : "") \
        With `If-Match` it is refused where somebody changed it meanwhile.
        """,
      access: .permission(.manageStructure), parameters: [place, .ifMatch],
      body: .named(
        schemaName + "Draft",
        .object(
          [.optional("name", .within(.label))] + kind.fields.map { .optional($0.key, schema($0)) }
            + (kind.retires
              ? [.optional("active", JSONSchema.boolean.says("Whether it can be chosen from now on."))] : []))),
      responses: [.init(.ok, "Saved", record, hasVersion: true)],
      handler: { call in
        var values: [String: [String]] = [:]
        for field in kind.fields {
          guard let said = call.body[field.key] else { continue }
          values[field.key] = said.arrayValue?.compactMap(\.stringValue) ?? said.stringValue.map { [$0] } ?? []
        }
        let command = SaveStructure(
          StructureDraft(
            kind, call.place("key"), name: call.body["name"]?.stringValue, values: values,
            isActive: call.body["active"]?.boolValue), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { Outcome(.ok, json($0), version: $0.version) }
      })
  }
}
