package io.dptrain.core.internal;

/** What TensorFlow takes as the name of an operation in no scope. */
public final class NodeNames {
  private NodeNames() {}

  /** Whether a name may be given. */
  public static boolean isValid(String name) {
    return name.matches("[A-Za-z0-9.][A-Za-z0-9_.\\-]*");
  }

  /** A name that may be given, with dots in the place of what may not stand in it. */
  public static String valid(String name) {
    return name.replaceAll("[^A-Za-z0-9_.\\-]", ".").replaceFirst("^[_\\-]", ".");
  }
}
