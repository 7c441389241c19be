import Core
import Kernel
import Storage

extension Work {
  /// Deletes a batch of tokens that ended long ago, and says so in the streams of their people; how many.
  func deleteEndedTokens() throws -> Int {
    let tokens = try TokenStore.ended(
      before: now - app.retention.tokens, limit: Retention.batch, in: transaction)
    try TokenStore.delete(tokens.map(\.id), in: transaction)
    for (person, ended) in Dictionary(grouping: tokens, by: \.person).sorted(by: { $0.key < $1.key }) {
      try record(
        ended.map { Happening(kind: PersonProjection.tokenDeleted, at: now, payload: ["token": .string($0.id)]) },
        on: PersonProjection.prefix + person)
    }
    return tokens.count
  }
}
