# SPDX-License-Identifier: AGPL-3.0-or-later
# What is done to the files in api/web before they are served: indentation, comments, empty lines and spaces around some
# signs go, so that a phone on a thin line loads a sixth less. Nothing else changes, and nothing but the braces of an
# import on a line that has a quotation mark, because it could be within a text. tools/compare-page shows that a server sends just that.
s/^ +//
/^\/\/( |$)/d
s# +// [^"`']*$##
/^\/\* [^*]* \*\/$/d
/^$/d
s/^import \{ (.*) \} from /import{\1}from/
/["'`]/b
s/^([a-z-]+): (.*;)$/\1:\2/
s/ \{$/{/
s/ (=>|===|!==|&&|\|\||[=?<>]) /\1/g
# Not where a tag could be, since what is around it is text.
/</b
s/([,;:{]) /\1/g
s/ \}/}/g
