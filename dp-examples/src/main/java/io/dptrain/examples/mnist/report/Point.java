package io.dptrain.examples.mnist.report;

/**
 * One value of a curve over training.
 *
 * @param step updates so far
 * @param value in the unit of the curve
 */
public record Point(long step, double value) {}
