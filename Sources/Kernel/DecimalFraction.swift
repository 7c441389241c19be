/// What is wrong with the digits behind a decimal mark.
struct FractionFault: Error { var reason: String }

/// Reads the digits behind a decimal mark as thousandths and moves behind them. Digits beyond the third must be zero.
func readThousandths(_ bytes: [UInt8], at position: inout Int) -> Result<Int, FractionFault> {
  var (thousandths, places) = (0, 0)
  while position < bytes.count, let digit = number(bytes[position...position]) {
    if places < 3 {
      thousandths = thousandths * 10 + digit
    } else if digit != 0 {
      return .failure(FractionFault(reason: "it is finer than a millisecond"))
    }
    places += 1
    position += 1
  }
  guard places > 0 else { return .failure(FractionFault(reason: "a fraction has no digits")) }
  while places < 3 { (thousandths, places) = (thousandths * 10, places + 1) }
  return .success(thousandths)
}
