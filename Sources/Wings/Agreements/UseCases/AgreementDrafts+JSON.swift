import BusinessTime
import Journal
import Kernel

/// Agreement files, read: calendars and agreements as they are to be.
public typealias AgreementFileReader =
  @Sendable (_ files: [(name: String, text: String)]) async throws -> AgreementDrafts

extension AgreementDrafts {
  /// As they are kept until they are applied.
  package var json: JSON {
    [
      "calendars": .object(calendars.mapValues(\.json)),
      "agreements": .array(agreements.map { $0.json(calendars: [:]) }),
    ]
  }

  /// - Throws: `invalid` where a member is missing, of another kind, or unknown to this version.
  package init(json: JSON) throws {
    guard let calendars = json["calendars"]?.objectValue, let agreements = json["agreements"]?.arrayValue else {
      throw MainstayError.field("drafts", "has no calendars or no agreements")
    }
    self.init(
      calendars: try calendars.mapValues { try CalendarDefinition(json: $0) },
      agreements: try agreements.map { try AgreementTerms(json: $0) })
  }
}

extension [PlannedChange] {
  /// Of exactly what changes, from which version to which text: two plans with the same digest do the same to the same.
  /// SHA-256 in hexadecimal.
  package var digest: String {
    let said = filter(\.isChange).map { change -> JSON in
      .members([
        "subject": .string(change.subject.rawValue), "key": .string(change.key),
        "from": change.oldVersion.map { .integer(Int64($0)) }, "to": .integer(Int64(change.newVersion)),
        "body": change.body,
      ])
    }
    return sha256Hex(JSON.array(said).canonical.utf8)
  }
}
