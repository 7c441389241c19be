import Core
import Foundation
import MainstayServer
import Storage
import Testing

/// Landed schema steps never change: databases in use were made with their text.
@Suite("Frozen schema", .timeLimit(.minutes(10)))
struct FrozenSchemaTests {
  /// A line a step and engine: id, engine, digest.
  static let record = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../frozen-schema.txt")

  static var present: [String] {
    Wings.features.migrations.flatMap { step in
      [("sqlite", Dialect.sqlite), ("postgres", .postgres)].map { name, dialect in
        "\(step.id) \(name) \(Migrator.digest(step, dialect))"
      }
    }
  }

  @Test("every step is as it was recorded when it landed")
  func unchanged() throws {
    let recorded = try String(contentsOf: FrozenSchemaTests.record, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map(String.init)
    let changed = recorded.filter { !FrozenSchemaTests.present.contains($0) }
    let new = FrozenSchemaTests.present.filter { line in
      !recorded.contains(line) && !changed.contains { $0.hasPrefix(line.prefix { $0 != " " } + " ") }
    }
    #expect(
      changed.isEmpty,
      "These steps have landed and are frozen. Put their text back and write a new step:\n\(changed.joined(separator: "\n"))"
    )
    #expect(new.isEmpty, "Record the new steps in Tests/frozen-schema.txt:\n\(new.joined(separator: "\n"))")
  }

  @Test("steps have different ids that sort in the order of their making")
  func ids() {
    let ids = Wings.features.migrations.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /\d{4}-[a-z][a-z0-9-]*/) != nil })
  }
}
