import Core

/// Who applied versions of agreements and calendars.
enum AgreementRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.signatures]
  static let names = [
    NameColumn("agreement_version", "applied_by", .signatures),
    NameColumn("calendar_version", "applied_by", .signatures),
  ]
}
