package io.dptrain.accountant.event;

/**
 * Which two data sets must be hard to tell apart.
 *
 * <p>A guarantee means nothing without it, and guarantees under different relations cannot be
 * compared: replacing a record is removing one and adding another, so it moves a clipped sum twice
 * as far.
 */
public enum NeighboringRelation {
  /** One data set has one privacy unit more than the other. A clipped sum moves by at most C. */
  ADD_OR_REMOVE_ONE,

  /** One privacy unit has other content. A clipped sum moves by at most 2 C. */
  REPLACE_ONE
}
