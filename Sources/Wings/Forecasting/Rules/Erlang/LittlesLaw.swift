/// L = λW: what is present on average is what arrives times how long it stays, whatever the order of service.
///
/// Source: J. D. C. Little, "A proof for the queuing formula L = λW" (1961).
public enum LittlesLaw {
  /// Items present on average: open tickets, callers in the queue.
  public static func present(perHour arrivals: Double, hoursEach stay: Double) -> Double { arrivals * stay }
}
