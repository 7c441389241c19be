import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

extension Feature {
  public static let directories = Feature(
    "Directories", permissions: [.manageDirectories], migrations: DirectoryMigrations.all,
    projections: [DirectoryProjection.self, DirectoryAccountProjection.self, DirectoryGroupProjection.self],
    personal: [DirectoryRecords.self],
    subjects: [
      StreamNaming(Directory.streamPrefix, .manageDirectories) { ids, transaction in
        var found: [String: StreamSubject] = [:]
        for directory in try DirectoryStore.all(in: transaction) where ids.contains(directory.id.text) {
          found[directory.id.text] = StreamSubject(title: directory.label, detail: "directory")
        }
        return found
      }
    ], remedies: [DirectoryTrouble.module: DirectoryTrouble.remedy], elsewhere: [DirectoryTrouble.module],
    restored: { try ProviderSignInStore.forgetAll(in: $0) },
    prepare: { parts in
      parts[SignInWays.self].append { look in
        guard look.app.parts.providers != nil else { return [] }
        return try DirectoryStore.all(in: look.transaction).filter { $0.isActive && $0.kind == .oidc }
          .map { SignInWay(title: $0.label, path: "/sign-in/with/" + $0.id.text) }
      }
      parts[PasswordWay.self].append(
        PasswordWay { app, name, password, visitor in
          try await app.enterByLDAP(name: name, password: password, from: visitor)
        })
    })
}

extension Permission {
  public static let manageDirectories = Permission(
    "directories.manage", from: .admin, "connect directories and decide who comes in by them")
}

extension ErasedKind {
  package static let directoryAccounts = ErasedKind("directoryAccounts", "what directories know them by")
}

/// What directories know people by, and how that goes.
enum DirectoryRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.directoryAccounts]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    guard let id = leaving.id else { return [:] }
    return [.directoryAccounts: try DirectoryAccountStore.accounts(of: id, in: look.transaction).count]
  }

  static func takeRest(of leaving: Leaving, as erasure: PersonErasure, in work: Work) throws -> [ErasedKind: Int] {
    guard let id = leaving.id else { return [:] }
    let accounts = try DirectoryAccountStore.accounts(of: id, in: work.transaction)
    for account in accounts { try work.remove(account) }
    return [.directoryAccounts: accounts.count]
  }
}
