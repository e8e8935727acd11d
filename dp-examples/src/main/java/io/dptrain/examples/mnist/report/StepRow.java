package io.dptrain.examples.mnist.report;

import java.util.OptionalDouble;

/**
 * One row of {@code steps.csv}.
 *
 * @param step updates so far
 * @param epoch passes over the data so far, with a fraction
 * @param epsilon spent so far; empty without privacy
 * @param testAccuracy from 0 to 1; empty where it was not measured
 * @param seconds since the start of training
 */
public record StepRow(
    long step, double epoch, OptionalDouble epsilon, OptionalDouble testAccuracy, double seconds) {}
