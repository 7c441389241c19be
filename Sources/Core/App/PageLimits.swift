/// Bounds of lists.
public enum PageLimits {
  public static let usual = 50
  public static let most = 200

  /// A size between 1 and `most`.
  public static func clamp(_ size: Int) -> Int { min(max(size, 1), most) }
}
