import Kernel

/// Who one can be in the demo company: offered on the sign-in page.
public struct DemoPerson: Hashable, Sendable {
  public var name: String
  public var password: String
  public var role: Role
  public init(name: String, password: String, role: Role) {
    (self.name, self.password, self.role) = (name, password, role)
  }
}
