import Core

/// Who began imports.
enum ImportRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.signatures]
  static let names = [NameColumn("import_run", "started_by", .signatures)]
}
