import Core

extension Feature {
  /// Who may see and change what. Roles and grants themselves are kept with people, whose sign-in reads them.
  public static let access = Feature("Access")
}
