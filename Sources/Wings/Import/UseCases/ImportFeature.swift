import Core
import Kernel

extension Feature {
  public static let importing = Feature(
    "Import", permissions: [.importHistory], migrations: ImportMigrations.all,
    personal: [ImportRecords.self],
    expiring: [
      Expiring("importFaults") { work in
        try ImportStore.deleteFaults(
          runsUntouchedSince: work.now - work.app.retention.work, limit: Retention.batch, in: work.transaction)
      }
    ],
    work: [.import])
}

extension Permission {
  public static let importHistory = Permission("import.run", from: .manager, "import the past of another tool")
}

extension WorkKind {
  public static let `import` = WorkKind("import", .importHistory, title: "Import of {name}")
}
