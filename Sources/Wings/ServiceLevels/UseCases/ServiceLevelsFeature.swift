import Core
import Kernel

extension Feature {
  public static let serviceLevels = Feature("ServiceLevels")
}
