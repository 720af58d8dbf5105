/**
 * Compiles and runs the code in {@code README.md} and {@code docs/}, compares what it prints with what the documents say, and
 * follows their links.
 *
 * <p>A block of Java is one of
 *
 * <ul>
 *   <li>a program or another type. A program with a {@code main} that prints is run, and the block of text after it must be its
 *       output. If the types of a document have a package, they are compiled together: the latest version of each;
 *   <li>members of a class, if it begins with a modifier or an annotation;
 *   <li>otherwise an expression or statements, which are run.
 * </ul>
 *
 * <p>A comment in front of a block, {@code <!-- java: ... -->}, is not shown to readers. It has what the block needs besides the
 * fields of {@link dev.futurewire.examples.docs.SnippetContext} and the usual imports: imports, fields and methods. If it has a
 * method {@code run()}, that is called. {@code <!-- java, not run (reason): ... -->} only compiles the block; the number of these
 * blocks is part of the test.
 */
package dev.futurewire.examples.docs;
