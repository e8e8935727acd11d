package io.dptrain.examples.mnist.data;

import static io.dptrain.examples.mnist.data.Stroke.curve;
import static io.dptrain.examples.mnist.data.Stroke.line;

import java.util.List;

/** The ways in which people write each digit, as strokes in a box of 100 x 100. */
final class DigitShapes {
  private static final List<List<List<Stroke>>> SHAPES =
      List.of(
          zeros(), ones(), twos(), threes(), fours(), fives(), sixes(), sevens(), eights(),
          nines());

  private DigitShapes() {}

  /** The ways to write a digit from 0 to 9; each is a list of strokes. */
  static List<List<Stroke>> of(int digit) {
    return SHAPES.get(digit);
  }

  private static List<List<Stroke>> zeros() {
    return List.of(
        List.of(
            curve(56, 6, 32, 12, 18, 38, 20, 68, 38, 93, 62, 93, 80, 68, 81, 36, 66, 11, 50, 6)),
        List.of(curve(50, 5, 30, 24, 25, 55, 36, 88, 58, 93, 74, 62, 70, 25, 52, 6)),
        List.of(
            curve(66, 14, 44, 6, 22, 26, 18, 60, 34, 92, 64, 90, 82, 58, 76, 26, 56, 12, 40, 18)));
  }

  private static List<List<Stroke>> ones() {
    return List.of(
        List.of(line(50, 4, 50, 50, 50, 96)),
        List.of(line(32, 26, 53, 5, 53, 50, 53, 96)),
        List.of(line(32, 24, 51, 5, 51, 50, 51, 93), line(28, 94, 74, 94)),
        List.of(curve(56, 4, 52, 30, 48, 65, 46, 96)));
  }

  private static List<List<Stroke>> twos() {
    return List.of(
        List.of(curve(22, 26, 38, 7, 62, 8, 75, 26, 64, 52, 42, 74, 20, 93), line(20, 93, 80, 93)),
        List.of(
            curve(24, 26, 44, 5, 72, 18, 70, 42, 46, 74, 26, 92, 18, 82, 34, 74, 58, 90, 84, 88)),
        List.of(curve(20, 16, 48, 8, 72, 26, 56, 54, 22, 92), line(22, 92, 52, 88, 82, 92)));
  }

  private static List<List<Stroke>> threes() {
    return List.of(
        List.of(
            curve(22, 16, 48, 4, 72, 18, 64, 38, 42, 47),
            curve(42, 47, 68, 52, 78, 72, 60, 92, 36, 95, 18, 84)),
        List.of(line(22, 8, 74, 8, 46, 42), curve(46, 42, 72, 52, 76, 76, 52, 96, 20, 86)),
        List.of(curve(26, 10, 58, 6, 70, 26, 44, 46, 70, 58, 74, 82, 46, 96, 20, 88)));
  }

  private static List<List<Stroke>> fours() {
    return List.of(
        List.of(line(36, 5, 20, 56, 82, 56), line(64, 22, 62, 96)),
        List.of(line(62, 96, 62, 5, 18, 64, 84, 64)),
        List.of(curve(28, 8, 22, 38, 38, 54, 74, 46), line(76, 8, 70, 50, 66, 96)),
        List.of(curve(62, 6, 42, 28, 22, 60), line(22, 60, 80, 58), line(60, 36, 56, 96)));
  }

  private static List<List<Stroke>> fives() {
    return List.of(
        List.of(line(76, 7, 34, 7, 29, 44), curve(29, 44, 54, 36, 77, 56, 70, 86, 44, 96, 18, 86)),
        List.of(curve(74, 8, 38, 9, 30, 40, 60, 46, 75, 68, 54, 94, 20, 88)),
        List.of(
            line(38, 8, 30, 46),
            curve(30, 46, 58, 42, 74, 64, 60, 92, 22, 92),
            line(38, 8, 56, 9, 80, 5)));
  }

  private static List<List<Stroke>> sixes() {
    return List.of(
        List.of(curve(68, 8, 42, 22, 24, 54, 28, 86, 54, 96, 75, 76, 62, 56, 38, 60, 27, 76)),
        List.of(curve(58, 4, 38, 34, 25, 68, 42, 95, 70, 84, 66, 60, 44, 58, 28, 74)),
        List.of(curve(76, 12, 52, 6, 28, 30, 22, 70, 44, 95, 74, 82, 68, 58, 42, 54, 24, 68)));
  }

  private static List<List<Stroke>> sevens() {
    return List.of(
        List.of(line(20, 10, 78, 10, 60, 52, 42, 96)),
        List.of(line(20, 10, 78, 10, 60, 52, 44, 96), line(38, 50, 76, 48)),
        List.of(line(20, 24, 22, 9, 77, 9), curve(77, 9, 60, 38, 48, 66, 45, 96)),
        List.of(curve(18, 16, 40, 10, 76, 10, 66, 38, 52, 66, 46, 96)));
  }

  private static List<List<Stroke>> eights() {
    return List.of(
        List.of(
            curve(
                70, 20, 50, 5, 30, 18, 38, 40, 64, 58, 75, 78, 52, 96, 26, 82, 34, 60, 60, 42, 71,
                18)),
        List.of(
            curve(52, 5, 32, 14, 32, 36, 50, 46, 70, 36, 68, 13, 50, 5),
            curve(50, 46, 26, 60, 26, 84, 50, 96, 76, 84, 74, 60, 50, 46)),
        List.of(
            curve(74, 12, 46, 6, 32, 24, 56, 48, 72, 70, 58, 94, 32, 90, 28, 68, 54, 46, 76, 10)));
  }

  private static List<List<Stroke>> nines() {
    return List.of(
        List.of(curve(72, 24, 54, 5, 30, 16, 30, 40, 52, 52, 72, 30), line(73, 18, 70, 55, 66, 96)),
        List.of(curve(72, 22, 50, 5, 28, 22, 36, 48, 62, 46, 74, 20, 76, 52, 62, 88, 30, 92)),
        List.of(curve(68, 14, 44, 8, 30, 30, 44, 50, 66, 38, 72, 12, 66, 50, 52, 96)));
  }
}
