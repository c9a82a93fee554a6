# SPDX-License-Identifier: AGPL-3.0-or-later
# What is done to the files in api/web before they are served: indentation, comments and empty lines go, so that a phone
# on a thin line loads a sixth less. Nothing else changes. tools/compare-page shows that a server sends just that.
# A comment at the end of a line stays when it has a quotation mark, because that could be the end of a text.
s/^ +//
/^\/\/( |$)/d
s# +// [^"`']*$##
/^\/\* [^*]* \*\/$/d
/^$/d
