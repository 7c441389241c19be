import AgreementsUseCases
import Core
import Kernel
import Statements

extension Feature {
  public static let statements = Feature(
    "Statements", permissions: [.seeStatements, .issueStatements], migrations: StatementsMigrations.all,
    projections: [StatementProjection.self],
    subjects: [
      StreamNaming(
        StatementStreams.prefix, .seeStatements,
        key: { name, transaction in
          try Statement.number(name).flatMap { try StatementStore.row(numbered: $0, in: transaction)?.id.text }
        },
        find: { ids, transaction in try StatementStore.names(ids, in: transaction) })
    ])
}

extension Permission {
  public static let issueStatements = Permission(
    "statements.issue", from: .manager, "issue monthly statements of agreements, and correct them")
}

enum StatementStreams {
  static let prefix = "statement/"
}
