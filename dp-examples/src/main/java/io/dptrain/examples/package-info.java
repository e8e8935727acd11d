/**
 * The {@code dp} command line: {@link io.dptrain.examples.Dp} finds the command, and each command
 * lives in a package of its own. Bad input is a {@link io.dptrain.examples.BadInput}, one line and
 * exit code 2.
 */
package io.dptrain.examples;
