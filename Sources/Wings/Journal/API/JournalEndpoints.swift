import Core
import HTTPSupport
import HTTPTypes
import Journal
import JournalUseCases
import Kernel

/// The journal: what happened, how it is sealed, and proof of both.
struct JournalEndpoints {
  let app: App

  var all: [Endpoint] {
    [list, stream, verifyStream, proof, checkpoints, seal] + VerificationEndpoints(app: app).all
      + JournalStreams(app: app).all
  }

  private static let name = Endpoint.Parameter.query(
    "name",
    JSONSchema.line(1...200).says("As `ticket/<id>`, `agreement/<key>`, `webhook/<id>`, `outbox`.", example: "outbox"),
    "The stream's name.", required: true)
  private static let limit = Endpoint.Parameter.query(
    "limit", .integer(1...Int64(PageLimits.most)), "Entries of a page; \(PageLimits.usual) if not said.")

  private static let unreadable = JSONSchema.Field(
    "unreadable", JSONSchema.list(.string).says("Entries among these that cannot be read, in words."))

  private var list: Endpoint {
    Endpoint(
      .get, "/journal", feature: "Journal", id: "listJournal", "Lists what happened, newest first",
      description: """
        Under a filter a page looks through \(ListJournal.window) entries at most, so it may be short and still have a next.
        """,
      access: .permission(.seeJournal),
      parameters: [
        .query("kind", .line(1...ListJournal.longestFilter), "What happened, as `ticket.opened`."),
        .query("actor", .line(1...ListJournal.longestFilter), "Who did it."),
        .query("stream", .line(1...ListJournal.longestFilter), "The beginning of the stream's name, as `ticket/`."),
        JournalEndpoints.limit, PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of entries",
          .object([
            .init("items", .list(JournalJSON.entry)), .init("next", JSONSchema.string.orNull),
            JournalEndpoints.unreadable,
          ]))
      ],
      handler: { call in
        let page = try await app.ask(
          ListJournal(
            kind: call.text("kind"), actor: call.text("actor"), streamPrefix: call.text("stream"),
            before: try call.text("cursor").map(JournalJSON.position), limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json([
          "items": .array(page.entries.map(JournalJSON.json)),
          "next": .text(page.next.map(JournalJSON.cursor)) ?? .null,
          "unreadable": .array(page.unreadable.map(JSON.string)),
        ])
      })
  }

  private var stream: Endpoint {
    Endpoint(
      .get, "/journal/stream", feature: "Journal", id: "showStream", "Lists one stream's entries in their order",
      access: .permission(.seeJournal),
      parameters: [
        JournalEndpoints.name, .query("after", .integer(0...Int64.max), "The sequence before the page."),
        JournalEndpoints.limit,
      ],
      responses: [
        .init(
          .ok, "A page of the stream",
          .object([
            .init("items", .list(JournalJSON.entry)),
            .init("head", .object([.init("sequence", .count), .init("hash", .string)])),
            .init("lastSeal", JSONSchema.count.orNull.says("The checkpoint that sealed it last.")),
            .init("hasMore", .boolean), JournalEndpoints.unreadable,
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          StreamEntries(
            call.text("name") ?? "", after: Int64(call.integer("after") ?? 0),
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.entries.map(JournalJSON.json)),
          "head": ["sequence": .integer(found.head.sequence), "hash": .string(hexadecimal(found.head.hash))],
          "lastSeal": found.lastSeal.map(JSON.integer) ?? .null, "hasMore": .bool(found.hasMore),
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var verifyStream: Endpoint {
    Endpoint(
      .get, "/journal/stream/verification", feature: "Journal", id: "verifyStream",
      "Recomputes one stream and the records that follow from it", access: .permission(.seeJournal),
      parameters: [JournalEndpoints.name],
      responses: [.init(.ok, "What was found", JournalJSON.report(app.features.records))],
      handler: { call in
        .json(JournalJSON.json(try await app.ask(VerifyStream(call.text("name") ?? ""), as: call.principal)))
      })
  }

  private var proof: Endpoint {
    Endpoint(
      .get, "/journal/stream/proof", feature: "Journal", id: "proveStream",
      "Proves that a stream's head stood in a signed checkpoint",
      description: "By RFC 6962, for somebody who has only the checkpoint.",
      access: .permission(.seeJournal), parameters: [JournalEndpoints.name],
      responses: [
        .init(
          .ok, "The proof; null where no checkpoint has sealed the stream yet",
          .object([
            .init(
              "proof",
              JSONSchema.object([
                .init("checkpoint", JournalJSON.checkpoint), .init("sequence", .count), .init("hash", .string),
                .init("leaf", JSONSchema.string.says("What the leaf holds.")), .init("index", .count),
                .init("path", .list(.string)), .init("holds", .boolean),
              ]).orNull)
          ]))
      ],
      handler: { call in
        let proof = try await app.ask(ProveInclusion(call.text("name") ?? ""), as: call.principal)
        return .json([
          "proof": proof.map { proof in
            [
              "checkpoint": JournalJSON.json(proof.checkpoint), "sequence": .integer(proof.head.sequence),
              "hash": .string(hexadecimal(proof.head.hash)),
              "leaf": .string(String(decoding: proof.head.leaf, as: UTF8.self)), "index": .integer(Int64(proof.index)),
              "path": .array(proof.path.map { .string(hexadecimal($0)) }), "holds": .bool(proof.holds),
            ]
          } ?? .null
        ])
      })
  }

  private var checkpoints: Endpoint {
    Endpoint(
      .get, "/journal/checkpoints", feature: "Journal", id: "listCheckpoints", "Lists signed checkpoints, newest first",
      access: .permission(.seeJournal),
      parameters: [.query("before", .integer(1...Int64.max), "The number after the page."), JournalEndpoints.limit],
      responses: [.init(.ok, "Checkpoints", .object([.init("items", .list(JournalJSON.checkpoint))]))],
      handler: { call in
        let found = try await app.ask(
          ListCheckpoints(
            before: call.integer("before").map(Int64.init), limit: call.integer("limit") ?? PageLimits.usual),
          as: call.principal)
        return .json(["items": .array(found.map(JournalJSON.json))])
      })
  }

  private var seal: Endpoint {
    Endpoint(
      .get, "/journal/seal", feature: "Journal", id: "showSeal", "Says how far the journal is sealed",
      access: .permission(.seeJournal),
      responses: [
        .init(
          .ok, "The seal",
          .object([
            .init("last", JournalJSON.checkpoint.orNull),
            .init("unsealedStreams", JSONSchema.count.says("Counted up to \(SealStatus.bound + 1).")),
            .init("publicKey", JSONSchema.string.orNull.says("The key with which this node signs.")),
            .init("keys", JSONSchema.list(JournalJSON.key).says("The register of keys, in the order of their coming.")),
          ]))
      ],
      handler: { call in
        let status = try await app.ask(SealStatus(), as: call.principal)
        let register = try await app.ask(ListSealKeys(), as: call.principal)
        return .json([
          "keys": .array(register.members.map(JournalJSON.json)),
          "last": status.last.map(JournalJSON.json) ?? .null,
          "unsealedStreams": .integer(Int64(status.unsealedStreams)),
          "publicKey": .text(status.publicKey.map(hexadecimal)) ?? .null,
        ])
      })
  }
}
