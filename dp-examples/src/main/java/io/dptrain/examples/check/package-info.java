/**
 * {@code dp check}: what this machine computes right. Start with {@link
 * io.dptrain.examples.check.CheckCommand}; the operations are tried in {@link
 * io.dptrain.examples.check.sweep}.
 */
package io.dptrain.examples.check;
