import Core
import Kernel

/// A named set of permissions that grants give.
public struct AccessRole: Hashable, Sendable {
  /// What programs and grants call it. It stays.
  public var key: String
  public var label: String
  /// Names of permissions.
  public var permissions: Set<String>
  /// One of the roles that the product has.
  public var home: Role?
  /// Nil of a role of the product that nobody has changed.
  public var version: Int?

  /// Whether somebody may say what it allows: administrators may do everything, so that no desk is locked for good.
  public var isOpen: Bool { home != .admin }

  /// Roles that a desk may have beside those of the product.
  public static let most = 100
  /// Grants that a person, or a team, may have.
  public static let mostGrants = 100
}

extension Features {
  /// The roles as the product has them.
  var rolesOfProduct: [AccessRole] {
    Role.allCases.filter { $0 != .system }.map { role in
      AccessRole(
        key: role.rawValue, label: role.label, permissions: Set(permissions(of: role).map(\.name)), home: role)
    }
  }

  /// What a role allows.
  ///
  /// - Parameter said: What a record says that somebody made of it; nil where there is none.
  func allowed(_ role: String, said: Set<String>?) -> Set<String> {
    let home = Role(rawValue: role)
    if let said, home != .admin { return said }
    return home.map { Set(permissions(of: $0).map(\.name)) } ?? []
  }
}

extension Role {
  /// What people call it where nobody has named it otherwise.
  public var label: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension Permission {
  /// See what others may do, and who may do something.
  public static let seeAccess = Permission("access.see", from: .manager, "see who may do what, and why")
  /// Say what roles allow, and give and end grants.
  public static let manageAccess = Permission("access.manage", from: .admin, "change roles, and give and end grants")
}
