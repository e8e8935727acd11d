/**
 * {@code ./dp mnist}, from left to right: {@code data} loads digits, {@code train} is the program
 * that trains on them, and that others may copy from; {@code report} draws and writes what came
 * out. Here are the flags, and what listens to the training: the terminal and the report.
 */
package io.dptrain.examples.mnist;
