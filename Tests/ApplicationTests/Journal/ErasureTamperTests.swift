import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Erasures that are none, and what is done behind one", .timeLimit(.minutes(10)))
struct ErasureTamperTests {
  /// `:rita` is a person who is there, `:gone` one who was erased; `:ticket` and `:other` are their tickets.
  private static let tampered: [Tampering] = [
    Tampering(
      "a salt is deleted", "DELETE FROM side_salt WHERE record = 'person/:rita'", finds: .text, ":rita", "salt"),
    Tampering(
      "a message is blanked", "UPDATE message SET body = 'Erased', salt = CAST('' AS :bytes) WHERE ticket = ':ticket'",
      finds: .text, ":ticket", "message"),
    Tampering("a message is deleted", "DELETE FROM message WHERE ticket = ':ticket'", finds: .missing, ":ticket"),
    Tampering(
      "a subject is blanked",
      "UPDATE ticket SET title = 'Erased', description = '', salt = CAST('' AS :bytes) WHERE id = ':ticket'",
      finds: .text, ":ticket", "title"),
    Tampering(
      "a key is destroyed", "UPDATE data_subject SET key = NULL WHERE id = ':rita'", finds: .text, ":rita",
      "no entry says"),
    Tampering(
      "a key is exchanged",
      "UPDATE data_subject SET key = (SELECT key FROM data_subject WHERE name = 'ron') WHERE id = ':rita'",
      finds: .text, ":rita", "key"),
    Tampering(
      "somebody is called erased",
      "UPDATE data_subject SET name = 'erased-0000', key = NULL, erased_at = 5 WHERE id = ':rita'",
      "UPDATE person SET name = 'erased-0000' WHERE id = ':rita'", finds: .projection, ":rita", "erased at"),
    Tampering(
      "a name is exchanged everywhere", "UPDATE data_subject SET name = 'vera' WHERE id = ':rita'",
      "UPDATE person SET name = 'vera' WHERE id = ':rita'", "UPDATE ticket SET requester = 'vera' WHERE id = ':ticket'",
      finds: .projection, ":rita", "vera"),
    Tampering(
      "who it is goes", "DELETE FROM data_subject WHERE id = ':rita'", finds: .projection, ":rita", "no record"),
    Tampering(
      "an erased person gets a name again", "UPDATE data_subject SET name = 'gus' WHERE id = ':gone'",
      "UPDATE person SET name = 'gus' WHERE id = ':gone'", "UPDATE ticket SET requester = 'gus' WHERE id = ':other'",
      finds: .projection, ":gone", "gus"),
    Tampering(
      "an erased person gets a mail address again", "UPDATE person SET email = 'g@example.org' WHERE id = ':gone'",
      finds: .projection, ":gone", "mail address"),
    Tampering(
      "an erased person may sign in again", "UPDATE person SET active = TRUE WHERE id = ':gone'",
      finds: .projection, ":gone", "active"),
    Tampering(
      "an erased person gets a password again", "UPDATE person SET password = 'plain:x' WHERE id = ':gone'",
      finds: .projection, ":gone", "password"),
    Tampering(
      "an erased text is there again", "UPDATE ticket SET title = 'Printer' WHERE id = ':other'",
      finds: .text, ":other", "there again"),
    Tampering(
      "an erased message is there again", "UPDATE message SET body = 'Hello' WHERE ticket = ':other'",
      finds: .text, ":other", "there again"),
    Tampering(
      "an erased message is deleted", "DELETE FROM message WHERE ticket = ':other'", finds: .missing, ":other"),
    Tampering(
      "the entry of an erasure is changed",
      "UPDATE journal_entry SET payload = replace(payload, 'asked', 'had') WHERE kind = 'person.erased'",
      finds: .changed, ":gone", "person.erased"),
  ]

  @Test("is found, and an erasure itself is not", arguments: TestEngine.available, tampered)
  func found(_ engine: TestEngine, _ tampering: Tampering) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      var ids: [String: String] = [":bytes": engine == .sqlite ? "BLOB" : "BYTEA"]
      for (name, person, ticket) in [("rita", ":rita", ":ticket"), ("ron", ":gone", ":other")] {
        let opened = try await test.run(OpenTicket(title: "Printer", description: "Please"), as: name)
        _ = try await test.run(AnswerTicket(TicketKey(opened.id), body: "Hello?"), as: name)
        (ids[person], ids[ticket]) = (test.person(name).id.text, opened.id.text)
      }
      let gone = ErasureRequest(name: "nat", confirmation: "nat", texts: .written, reason: "left")
      _ = try await test.app.erase(gone, as: test.person("ada"))
      // Keys of two people are exchanged below, so that of the second is there until then.
      let isExchange = tampering.what == "a key is exchanged"
      if !isExchange {
        let asked = ErasureRequest(name: "ron", confirmation: "ron", texts: .written, reason: "asked for it")
        _ = try await test.app.erase(asked, as: test.person("ada"))
      }
      let clean = try await test.app.verify(as: test.person("lee"))
      #expect(clean.findings.first == [] && clean.erased.persons == (isExchange ? 1 : 2))
      let known = ids
      @Sendable func filled(_ text: String) -> String { known.reduce(text) { $0.replacing($1.key, with: $1.value) } }
      try await test.database.write { tx in
        for statement in tampering.statements { try tx.execute(filled(statement)) }
      }
      let findings = try await test.app.verify(as: test.person("lee")).findings
      let said = findings.kept.filter { $0.kind == tampering.kind }.map { "\($0.subject) \($0.message)" }
      #expect(
        said.contains { line in tampering.words.allSatisfy { line.contains(filled($0)) } },
        "\(tampering.what): \(findings.kept)")
    }
  }
}
