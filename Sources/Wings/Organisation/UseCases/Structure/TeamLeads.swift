import Core
import Kernel
import Organisation
import Storage

extension Look {
  /// Who leads a team, or stands in for its lead; nil where nobody was named.
  package func lead(ofTeam key: String, deputy: Bool = false) throws -> RecordID? {
    try StructureStore.row(StructureRecord.id(.team, key), in: transaction)?.links[deputy ? "deputy" : "lead"]?.first
      .map { RecordID($0) }
  }
}
