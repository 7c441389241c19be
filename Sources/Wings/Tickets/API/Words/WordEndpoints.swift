import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// The words of the desk: priorities, categories, hold reasons, resolution codes, vendors and kinds of ticket.
struct WordEndpoints {
  let app: App

  var all: [Endpoint] { [list, show, add, change, remove] }

  private static let lists = JSONSchema.oneOf(Word.List.self)
  private static let listPlace = Endpoint.Parameter.path("list", lists, "The list.")
  private static let keyPlace = Endpoint.Parameter.path("key", JSONSchema.within(.name), "The word's key.")

  private static let word = JSONSchema.named(
    "Word",
    .object([
      .init("list", lists), .init("key", JSONSchema.string.says("What files, filters and programs call it; it stays.")),
      .init("url", .string), .init("label", JSONSchema.string.says("What people see.")),
      .init("place", JSONSchema.count.says("Among all of its list, from 1.")),
      .init("active", JSONSchema.boolean.says("A retired word stays readable and cannot be chosen.")),
      .init("default", JSONSchema.boolean.says("What tickets have that name none.")),
      .init("prefix", JSONSchema.string.orNull.says("Of a kind: what stands before its numbers.")),
      .init(
        "measure", JSONSchema.oneOf(TicketMeasure.self).orNull.says("Of a kind: the objective that it is held to.")),
      .init("end", JSONSchema.oneOf(Word.HoldEnd.self).orNull.says("Of a hold reason: whose step ends the hold.")),
      .init("class", JSONSchema.string.orNull.says("Of a category: the class that its tickets get.")),
      .init("version", .count),
    ]))

  private static func json(_ word: Word) -> JSON {
    [
      "list": .string(word.list.rawValue), "key": .string(word.key),
      "url": .string("/api/v1/words/\(word.list.rawValue)/\(PercentCoding.encode(word.key))"),
      "label": .string(word.label), "place": .integer(Int64(word.place)), "active": .bool(word.isActive),
      "default": .bool(word.isDefault), "prefix": .text(word.prefix) ?? .null,
      "measure": .text(word.measure?.rawValue) ?? .null, "end": .text(word.end?.rawValue) ?? .null,
      "class": .text(word.ticketClass) ?? .null, "version": .integer(Int64(word.version)),
    ]
  }

  private static func list(_ call: Call) throws -> Word.List {
    guard let list = Word.List(rawValue: call.place("list")) else {
      throw MainstayError.notFound(kind: "list of words", id: call.place("list"))
    }
    return list
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/words", feature: "Words", id: "listWords", "Lists the words of the desk",
      description: """
        List by list, in their order. Requesters see priorities, categories and kinds. Tickets, filters and agreements \
        hold the keys; retired words stay here, for tickets that have them.
        """,
      access: .permission(.openTickets), parameters: [.query("list", WordEndpoints.lists, "One list alone.")],
      responses: [
        .init(
          .ok, "Words",
          .object([
            .init("items", .list(WordEndpoints.word)),
            .init(
              "unreadable",
              JSONSchema.list(.string).says("Records that belong here and cannot be read: table, key, column and why.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListWords(call.text("list").flatMap(Word.List.init(rawValue:))), as: call.principal)
        return .json([
          "items": .array(found.words.map(WordEndpoints.json)), "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/words/{list}/{key}", feature: "Words", id: "showWord", "Shows a word, and what holds it where it is",
      access: .permission(.manageWords), parameters: [WordEndpoints.listPlace, WordEndpoints.keyPlace],
      responses: [
        .init(
          .ok, "The word",
          .object([
            .init("word", WordEndpoints.word),
            .init("used", JSONSchema.boolean.says("Whether a ticket has it, or ever had it.")),
            .init("agreements", JSONSchema.list(.string).says("Agreements whose newest version names it.")),
          ]), hasVersion: true)
      ],
      handler: { call in
        let standing = try await app.ask(
          ShowWord(try WordEndpoints.list(call), call.place("key")), as: call.principal)
        return .json(
          [
            "word": WordEndpoints.json(standing.word), "used": .bool(standing.isUsed),
            "agreements": .array(standing.agreements.map(JSON.string)),
          ], version: standing.word.version)
      })
  }

  private var add: Endpoint {
    Endpoint(
      .post, "/words/{list}", feature: "Words", id: "addWord", "Adds a word behind the others of its list",
      access: .permission(.manageWords), parameters: [WordEndpoints.listPlace, .idempotencyKey],
      body: .named(
        "WordDraft",
        .object([
          .init("key", JSONSchema.within(.key).says("What files and programs call it; it stays.", example: "network")),
          .optional(
            "label", JSONSchema.within(.label).orNull.says("What people see; the key if not said.", example: nil)),
          .optional(
            "prefix",
            JSONSchema.shaped(TextPattern([.of("A"..."Z", count: 1...8)]), 1...8).orNull.says(
              "Of a kind, and only of one: what stands before its numbers.", example: .null)),
          .optional(
            "measure",
            JSONSchema.oneOf(TicketMeasure.self).orNull.says("Of a kind; resolution if not said.", example: .null)),
          .optional(
            "end",
            JSONSchema.oneOf(Word.HoldEnd.self).orNull.says("Of a hold reason; desk if not said.", example: .null)),
          .optional(
            "class",
            JSONSchema.within(.key).orNull.says(
              "Of a category: the class of confidential tickets that its tickets get.", example: .null)),
        ])),
      responses: [.init(.created, "Added", WordEndpoints.word, hasVersion: true)],
      handler: { call in
        let body = call.body
        let command = AddWord(
          try WordEndpoints.list(call), call.string("key"), label: body["label"]?.stringValue,
          prefix: body["prefix"]?.stringValue,
          measure: body["measure"]?.stringValue.flatMap(TicketMeasure.init(rawValue:)),
          end: body["end"]?.stringValue.flatMap(Word.HoldEnd.init(rawValue:)), ticketClass: body["class"]?.stringValue)
        return try await call.perform(command, on: app) {
          Outcome(.created, WordEndpoints.json($0), version: $0.version)
        }
      })
  }

  private var change: Endpoint {
    Endpoint(
      .patch, "/words/{list}/{key}", feature: "Words", id: "changeWord",
      "Changes a word's label, order or default, retires it or puts it back",
      description: "What is not said stays, and so does the key: tickets and agreements hold it.",
      access: .permission(.manageWords), parameters: [WordEndpoints.listPlace, WordEndpoints.keyPlace, .ifMatch],
      body: .named(
        "WordPatch",
        .object([
          .optional("label", .within(.label)),
          .optional("active", JSONSchema.boolean.says("False retires it: nobody chooses it any more.", example: true)),
          .optional(
            "default",
            JSONSchema.boolean.says("Only true: the default before is none from then on.")),
          .optional("end", .oneOf(Word.HoldEnd.self)),
          .optional(
            "class",
            JSONSchema.within(.key).orNull.says(
              "Of a category: the class that tickets get with it from now on; null for none.", example: .null)),
          .optional("place", JSONSchema.integer(1...Int64(WordLimits.words)).says("Among all of its list, from 1.")),
        ])),
      responses: [.init(.ok, "Changed", WordEndpoints.word, hasVersion: true)],
      handler: { call in
        let body = call.body
        let command = ChangeWord(
          try WordEndpoints.list(call), call.place("key"), label: body["label"]?.stringValue,
          isActive: body["active"]?.boolValue, isDefault: body["default"]?.boolValue,
          end: body["end"]?.stringValue.flatMap(Word.HoldEnd.init(rawValue:)),
          ticketClass: body["class"].map { $0.stringValue ?? "" }, place: body["place"]?.integerValue.map { Int($0) },
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { Outcome(.ok, WordEndpoints.json($0), version: $0.version) }
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/words/{list}/{key}", feature: "Words", id: "removeWord",
      "Takes a word away that no ticket has ever had and no agreement names",
      description: "Any other is answered 409 word-used: retire it.",
      access: .permission(.manageWords), parameters: [WordEndpoints.listPlace, WordEndpoints.keyPlace],
      responses: [.init(.noContent, "Gone", nil)],
      handler: { call in
        _ = try await app.run(RemoveWord(try WordEndpoints.list(call), call.place("key")), as: call.principal)
        return .noContent
      })
  }
}
