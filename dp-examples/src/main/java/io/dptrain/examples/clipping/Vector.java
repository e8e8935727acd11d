package io.dptrain.examples.clipping;

/** A gradient with respect to two weights. */
record Vector(double x, double y) {

  /** The vector of a length and an angle. */
  static Vector polar(double norm, double radians) {
    return new Vector(norm * Math.cos(radians), norm * Math.sin(radians));
  }

  /** The l2 norm. */
  double norm() {
    return Math.hypot(x, y);
  }

  /** The cosine of the angle to another vector; NaN if one of them is zero. */
  double cosine(Vector other) {
    return (x * other.x + y * other.y) / (norm() * other.norm());
  }
}
